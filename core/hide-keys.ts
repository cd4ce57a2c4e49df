export const mask = '[redacted]';

/** The shapes of keys of the vendors and platforms, wherever they stand. */
const keyShapes =
  /\b(?:sk-(?:ant-|or-|proj-)?[\w-]{16,}|AIza[\w-]{20,}|pplx-\w{16,}|xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|gsk_\w{16,}|hf_\w{16,})/g;

/** The text without anything that looks like a key: for logs, and for what models write. */
export function hideKeys(text: string): string {
  return text.replaceAll(keyShapes, mask);
}
