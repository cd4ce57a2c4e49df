export interface SafeAddress {
  readonly href: string;
  readonly host: string;
}

const addressLengthMax = 2_000;

/** An address a person may be led to: http or https with a host, no user name in it. Null for everything else. */
export function safeAddress(raw: string): SafeAddress | null {
  const text = raw.trim();
  if (text.length > addressLengthMax || !/^https?:\/\/[^/\\]/i.test(text) || /[\s\\]/.test(text)) {
    return null;
  }
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.hostname === '') {
    return null;
  }
  return { href: url.href, host: url.host.replace(/^www\./, '') };
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
