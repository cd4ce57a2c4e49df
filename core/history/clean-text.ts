import { ConsilienceError } from '../errors.ts';

const questionMax = 16_000;
/** Nothing longer is even cleaned; the HTTP body ends earlier. */
const rawMax = 200_000;
const titleMax = 200;
const shortTitleMax = 80;
/** More marks on one letter are noise that spills over the lines around it. */
const marksMax = 8;

/** The question as it is kept and asked. Throws `question_empty` or `question_too_long` (characters are code points). */
export function cleanQuestion(text: string): string {
  if (text.length > rawMax) {
    throw new ConsilienceError('question_too_long');
  }
  const question = cleanText(text);
  if (isInvisible(question)) {
    throw new ConsilienceError('question_empty');
  }
  if (question.length > questionMax && Array.from(question).length > questionMax) {
    throw new ConsilienceError('question_too_long');
  }
  return question;
}

/** One line of 1 to 200 characters. Throws `session_invalid`. */
export function cleanTitle(text: string): string {
  const title = text.length > rawMax ? '' : oneLine(cleanText(text));
  if (isInvisible(title) || Array.from(title).length > titleMax) {
    throw new ConsilienceError('session_invalid');
  }
  return title;
}

/** The question as a title: one line of at most 80 characters, cut between words where there are any. */
export function titleOf(question: string): string {
  const line = oneLine(question);
  const graphemes = Array.from(new Intl.Segmenter().segment(line.slice(0, titleMax * 4)), (part) => part.segment);
  if (graphemes.length <= shortTitleMax && line.length <= titleMax * 4) {
    return line;
  }
  const cut = graphemes.slice(0, shortTitleMax - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).trimEnd()}\u2026`;
}

/** Normalised, and without characters that nobody sees but a model or a terminal would obey. */
function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(controls, '')
    .replaceAll(invisible, '')
    .normalize('NFC')
    .replaceAll(strayJoiners, '')
    .normalize('NFC')
    .replaceAll(markPiles, '$1')
    .trim();
}

// oxlint-disable-next-line no-control-regex -- these are what is removed
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Bidirectional controls, zero-width characters, interlinear marks, tag characters, and variants of anything but Han. */
const invisible =
  /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|(?<!\p{sc=Han})[\u{e0100}-\u{e01ef}]/gu;

/** Joiners are part of emoji and of scripts such as Devanagari or Arabic, and nothing anywhere else. */
const strayJoiners =
  /(?<![[\p{M}--\p{sc=Inherited}]\p{scx=Arabic}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f[\p{L}--[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Han}]]])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])/gv;

const markPiles = new RegExp(`(\\p{M}{${marksMax}})\\p{M}+`, 'gu');

function isInvisible(text: string): boolean {
  return /^[\s\p{Default_Ignorable_Code_Point}\p{C}\p{M}\u2800]*$/u.test(text);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
