/** Model output is untrusted text: what cannot be seen cannot be shown. */

// oxlint-disable-next-line no-control-regex -- control characters are what this finds
const ansi = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/g;
/** Control characters but tab and newline, soft hyphen, zero-width and bidi marks, annotation, tags, selectors of text smuggling. */
const unseen =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these are what this finds
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB]|[\u{1D173}-\u{1D17A}]|[\u{E0000}-\u{E0FFF}]/gu;

/** Without terminal escapes and invisible characters; line ends are `\n`; well-formed. */
export function clean(text: string): string {
  return text
    .replaceAll(ansi, '')
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .toWellFormed()
    .replaceAll(unseen, '');
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** A grapheme longer than this (stacked accents) is cut inside. */
const graphemeLengthMax = 64;

/** At most `length` UTF-16 units, cut between graphemes. */
export function cut(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  const from = Math.max(0, length - graphemeLengthMax);
  const tail = text.slice(from, length + graphemeLengthMax);
  let end = from;
  for (const { index } of graphemes.segment(tail)) {
    if (from + index <= length) {
      end = from + index;
    }
  }
  if (end > from || from === 0) {
    return text.slice(0, end);
  }
  // Nowhere to cut well: at least not inside a character.
  return text.slice(0, text.slice(0, length).isWellFormed() ? length : length - 1);
}
