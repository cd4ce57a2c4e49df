import { stripVTControlCharacters } from 'node:util';

/** Model text that can be printed: no escape sequences, controls, bidirectional overrides or invisible characters. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unprintable, '');
}

// All of C0 and C1 but tab and newline, zero-width and bidirectional controls, and tag characters.
const unprintable =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;
