import { hideKeys } from '#core';
import { chunksOf, clean, cut, parseChunk, plainWords, safeAddress, wordsOf } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';
import type { ConsensusView } from '#core/view';

/**
 * The one way from a model's text to a chat. What comes out is a tree of words, emphasis, code, lists and tables in which
 * nothing pings, nothing loads and a link goes only where the question or a vendor's own citation points.
 */
export function neutralise(text: string, policy: LinkPolicy, sources = 0): readonly Block[] {
  return guard(parsed(hideKeys(cut(text, textMax)), sources), policy);
}

/** Reading Markdown is what takes time, and a live message shows the same answers at every edit. */
const read = new Map<string, readonly Block[]>();
const readMax = 100;
const readLengthMax = 20_000;

function parsed(text: string, sources: number): readonly Block[] {
  const key = `${sources} ${text}`;
  const known = read.get(key);
  if (known !== undefined) {
    return known;
  }
  const blocks = chunksOf(text).flatMap((chunk) => parseChunk(chunk, sources));
  if (text.length <= readLengthMax) {
    read.set(key, blocks);
    const [oldest] = read.keys();
    if (read.size > readMax && oldest !== undefined) {
      read.delete(oldest);
    }
  }
  return blocks;
}

/** One line of a model for a label or a summary: no markup, no links, at most `lengthMax` characters. */
export function neutralLine(text: string, lengthMax: number): string {
  const words = defanged(hideKeys(plainWords(cut(text, lengthMax * 3))))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.length <= lengthMax ? words : `${cut(words, lengthMax - 1).trimEnd()}…`;
}

/** A person's own text, shown back: as it is, without what cannot be seen. */
export function ownWords(text: string, lengthMax: number): string {
  const words = hideKeys(clean(cut(text, lengthMax * 2)));
  return words.length <= lengthMax ? words : `${cut(words, lengthMax - 1).trimEnd()}…`;
}

export interface LinkPolicy {
  readonly hosts: ReadonlySet<string>;
  /** Addresses that a vendor gave as citations: these keep their query. */
  readonly exact: ReadonlySet<string>;
}

const textMax = 200_000;
const hostsMax = 500;

/** Hosts that the question names, and those of the citations that came from vendors as fields, not as text. */
export function linkPolicy(view: Pick<ConsensusView, 'question' | 'answers'>): LinkPolicy {
  const cited = view.answers.flatMap(({ citations }) => citations.map(({ url }) => safeAddress(clean(url))));
  const asked = Array.from(view.question.matchAll(/https?:\/\/[^\s<>"'()[\]]{1,500}/gi), ([url]) => safeAddress(url));
  const known = [...asked, ...cited].filter((address) => address !== null).slice(0, hostsMax);
  return {
    hosts: new Set(known.map(({ href }) => new URL(href).host)),
    exact: new Set(cited.flatMap((address) => (address === null ? [] : [withoutFragment(address.href)]))),
  };
}

/** The address to link to, or null: https, of a known host, without fragment, and without query unless it was cited whole. */
export function allowedHref(raw: string, policy: LinkPolicy): string | null {
  const address = safeAddress(clean(raw));
  if (address === null) {
    return null;
  }
  const href = withoutFragment(address.href);
  const url = new URL(href);
  if (url.protocol !== 'https:' || !policy.hosts.has(url.host)) {
    return null;
  }
  if (!policy.exact.has(href)) {
    url.search = '';
  }
  return hideKeys(url.href) === url.href ? url.href : null;
}

/** Idempotent: guarding what is guarded changes nothing. */
export function guard(blocks: readonly Block[], policy: LinkPolicy): readonly Block[] {
  return blocks.map((block) => guardedBlock(block, policy));
}

function guardedBlock(block: Block, policy: LinkPolicy): Block {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return { ...block, children: guardedInlines(block.children, policy) };
    case 'quote':
      return { ...block, children: guard(block.children, policy) };
    case 'list':
      return {
        ...block,
        items: block.items.map((item) => ({ ...item, children: guard(item.children, policy) })),
      };
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map((cell) => guardedInlines(cell, policy))) };
    case 'code':
    case 'plain':
      return { ...block, text: defanged(block.text) };
    case 'rule':
      return block;
  }
}

function guardedInlines(inlines: readonly Inline[], policy: LinkPolicy): readonly Inline[] {
  return inlines.flatMap((inline) => guardedInline(inline, policy));
}

function guardedInline(inline: Inline, policy: LinkPolicy): readonly Inline[] {
  switch (inline.type) {
    case 'text':
    case 'code':
      return [{ ...inline, text: defanged(inline.text) }];
    case 'formula':
      // Chat platforms draw no formulas: their source stands as code.
      return [{ type: 'code', text: defanged(inline.tex) }];
    case 'strong':
    case 'emphasis':
    case 'deleted':
      return [{ ...inline, children: guardedInlines(inline.children, policy) }];
    case 'link':
      return [guardedLink(inline, policy)];
    case 'citation':
    case 'break':
      return [inline];
  }
}

type Link = Extract<Inline, { type: 'link' }>;

/** The label says where the link goes; one that names another host is replaced. */
function guardedLink({ href, host, children }: Link, policy: LinkPolicy): Inline {
  const allowed = allowedHref(href, policy);
  const label = defanged(wordsOf(children)).replaceAll(/\s+/g, ' ').trim();
  if (allowed === null) {
    const shown = host === null || label.includes(host) ? label : `${label} (${host})`;
    return { type: 'text', text: defanged(shown) };
  }
  const name = new URL(allowed).host;
  const isNamed = host === null || label === name || label.endsWith(` (${name})`);
  const text = isNamed ? label : hostLike.test(label) || label === '' ? name : `${label} (${name})`;
  // `host: null` says that the label names it, which is what makes this idempotent.
  return { type: 'link', href: allowed, host: null, children: [{ type: 'text', text: text === '' ? name : text }] };
}

const hostLike = /[\p{L}\d-]\.\p{L}{2,}/u;

/** No program that turns addresses in text into links finds one. */
function defanged(text: string): string {
  return text
    .replaceAll(/h(?:tt)(ps?)(?=:\/\/)/gi, 'hxx$1')
    .replaceAll(/(?<!hxxps?)(?<=\w):\/\//gi, '[:]//')
    .replaceAll(/\bwww\.(?=\w)/gi, 'www[.]');
}

function withoutFragment(href: string): string {
  const at = href.indexOf('#');
  return at === -1 ? href : href.slice(0, at);
}
