/**
 * Where the links of a text may lead: a model's text cannot send anybody to a host of its own choice, nor carry away
 * what it was told in an address.
 */
export interface Links {
  /** Hosts that the question names, and hosts of the citations that a vendor returned as such; without `www.`. */
  readonly hosts: ReadonlySet<string>;
  /** Citations, whole: they keep their query. */
  readonly cited: ReadonlySet<string>;
}

export interface SafeAddress {
  readonly href: string;
  readonly host: string;
}

const addressLengthMax = 2_000;
const hostsMax = 200;

export const noLinks: Links = { hosts: new Set(), cited: new Set() };

/** What the question and the citations of an answer allow. */
export function linksOf(question: string, citations: readonly { readonly url: string }[]): Links {
  const cited = citations.slice(0, hostsMax).flatMap(({ url }) => citedAddress(url) ?? []);
  const named = [...question.matchAll(/(?:[a-z0-9-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,62}(?::\d{1,5})?/gi)].slice(
    0,
    hostsMax,
  );
  return {
    hosts: new Set([...cited.map(({ host }) => host), ...named.map(([host]) => withoutWww(host.toLowerCase()))]),
    cited: new Set(cited.map(({ href }) => href)),
  };
}

/** An address a person may be led to: http or https, with a host, no user name in it. Null for everything else. */
export function safeAddress(raw: string): SafeAddress | null {
  const text = raw.trim();
  if (text.length > addressLengthMax || !/^https?:\/\/[^/\\]/i.test(text) || /[\s\\]/.test(text)) {
    return null;
  }
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hostname === '') {
    return null;
  }
  return { href: url.href, host: withoutWww(url.host) };
}

/** The address of a structured citation: by https, without a fragment. */
export function citedAddress(raw: string): SafeAddress | null {
  const address = safeAddress(raw);
  if (address === null) {
    return null;
  }
  const url = new URL(address.href);
  url.protocol = 'https:';
  url.hash = '';
  return { href: url.href, host: address.host };
}

/** An address in a model's text: only to an allowed host, and without what could carry something away. */
export function allowedAddress(raw: string, links: Links): SafeAddress | null {
  const address = citedAddress(raw);
  if (address === null || !links.hosts.has(address.host)) {
    return null;
  }
  const url = new URL(address.href);
  if (!links.cited.has(address.href)) {
    url.search = '';
  }
  return { href: url.href, host: address.host };
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}

/** The label itself says where the link goes. */
export function namesHost(label: string, host: string): boolean {
  const text = label.toLowerCase();
  for (let at = text.indexOf(host); at !== -1; at = text.indexOf(host, at + 1)) {
    const before = text.slice(0, at).replace(/^(?:https?:\/\/)?(?:www\.)?/, '');
    if (before.trim() === '' && !/^[\w.-]*\w/.test(text.slice(at + host.length))) {
      return true;
    }
  }
  return false;
}
