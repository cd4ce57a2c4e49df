import { weighWord } from '../lexicon/weigh-word.ts';
import type { ComparedAnswer } from '../input.ts';
import { findDate } from './find-date.ts';
import { findFinal } from './find-final.ts';
import { judgeSentence, takesNoPosition } from './judge-sentence.ts';
import { type DateMention, readDates } from './read-dates.ts';
import { type NumberMention, readNumbers } from './read-numbers.ts';
import { type NameGroup, readNames } from './read-names.ts';
import { readPolarity } from './read-polarity.ts';
import type { Question } from './read-question.ts';
import { readTokens, type Token } from './read-tokens.ts';
import { type Span, splitSentences } from './split-sentences.ts';

/** Words and what they weigh. */
export type Bag = ReadonlyMap<string, number>;

/** An answer, read once; everything a comparison with another one needs. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly sentences: readonly Sentence[];
  /** The sentence that answers, or the bottom line where the model gave one. */
  readonly head: Head;
  /** The content words of the whole answer without those of the question. */
  readonly full: Bag;
  readonly fullSize: number;
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
  /** The number that answers a question for one. */
  readonly final: NumberMention | null;
  /** The date that answers a question for one. */
  readonly date: DateMention | null;
  /** 1 for yes, -1 for no, 0 when it does not begin with either. */
  readonly polarity: -1 | 0 | 1;
  readonly abstains: boolean;
  /** How many things it lists; 1 when it is no list. */
  readonly items: number;
}

export interface Sentence extends Span {
  readonly from: number;
  readonly to: number;
}

export interface Head {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly bag: Bag;
  readonly size: number;
  /** Capitalised words of the bag. */
  readonly names: Bag;
  readonly namesSize: number;
  /** Its names as wholes. */
  readonly groups: readonly NameGroup[];
  /** Where it stands in the answer; null for a bottom line. */
  readonly span: Span | null;
}

const charactersMax = 64_000;

export function readAnswer(answer: ComparedAnswer, question: Question): Reading {
  const text = answer.text.slice(0, charactersMax);
  const tokens = withoutAsides(text, readTokens(text));
  const sentences = placeTokens(splitSentences(text), tokens);
  const numbers = readNumbers(text, tokens);
  const dates = readDates(text, tokens);
  const head = findHead({ answer, question, text, tokens, sentences });
  const full = makeBag(tokens, question);
  const headNumbers = head.span === null ? readNumbers(head.text, head.tokens) : within(numbers, head, tokens);
  const headDates = head.span === null ? readDates(head.text, head.tokens) : within(dates, head, tokens);
  const final = findFinal({ text, tokens, numbers, dates, headNumbers, question, bottomLine: head.span === null });
  return {
    text,
    tokens,
    sentences,
    head,
    full,
    fullSize: sum(full),
    numbers,
    dates,
    final,
    date: findDate({ tokens, dates, headDates, question, bottomLine: head.span === null }),
    items: countItems(head, sentences, text),
    polarity: readPolarity(answer, head),
    abstains:
      answer.refused || takesNoPosition({ text, tokens, sentences, numbers, dates, full }, question, answer.trailer),
  };
}

/** The sentences with the first and last (excluded) of their tokens; those without any are dropped. */
function placeTokens(spans: readonly Span[], tokens: readonly Token[]): Sentence[] {
  const sentences: Sentence[] = [];
  let at = 0;
  for (const span of spans) {
    while (at < tokens.length && (tokens[at]?.start ?? 0) < span.start) {
      at += 1;
    }
    const from = at;
    while (at < tokens.length && (tokens[at]?.start ?? 0) < span.end) {
      at += 1;
    }
    if (at > from) {
      sentences.push({ ...span, from, to: at });
    }
  }
  return sentences;
}

function findHead(read: {
  answer: ComparedAnswer;
  question: Question;
  text: string;
  tokens: readonly Token[];
  sentences: readonly Sentence[];
}): Head {
  const bottomLine = read.answer.trailer?.bottomLine ?? '';
  const lineTokens = bottomLine === '' ? [] : readTokens(bottomLine);
  if (lineTokens.length > 0) {
    return makeHead(bottomLine, lineTokens, { question: read.question, span: null });
  }
  const sentence = chooseSentence(read);
  const span = sentence ?? { start: 0, end: 0, from: 0, to: 0 };
  return makeHead(read.text.slice(span.start, span.end), read.tokens.slice(span.from, span.to), {
    question: read.question,
    span,
  });
}

/** The first sentence that is no preamble and says something the question does not. */
function chooseSentence(read: {
  question: Question;
  text: string;
  tokens: readonly Token[];
  sentences: readonly Sentence[];
}): Sentence | undefined {
  const asserting = read.sentences
    .slice(0, 12)
    .filter((sentence) => judgeSentence(read.text.slice(sentence.start, sentence.end)) === 'asserts');
  const telling = asserting.find(
    (sentence) => sum(makeBag(read.tokens.slice(sentence.from, sentence.to), read.question)) >= 0.5,
  );
  return telling ?? asserting[0] ?? read.sentences[0];
}

function makeHead(text: string, tokens: readonly Token[], of: { question: Question; span: Span | null }): Head {
  const bag = makeBag(tokens, of.question);
  const names = new Map<string, number>();
  for (const token of tokens) {
    const weight = bag.get(token.key);
    if (weight !== undefined && (token.capital || token.kind === 'digits')) {
      names.set(token.key, weight);
    }
  }
  const groups = readNames(text, tokens, of.question);
  return { text, tokens, bag, size: sum(bag), names, namesSize: sum(names), groups, span: of.span };
}

/** The content words that the question does not hold; all content words when nothing else is left. */
function makeBag(tokens: readonly Token[], question: Question): Bag {
  const bag = new Map<string, number>();
  const repeated = new Map<string, number>();
  for (const token of tokens) {
    const weight = weighWord(token.word, token.key);
    if (weight > 0) {
      (question.masked.has(token.key) ? repeated : bag).set(token.key, weight);
    }
  }
  return bag.size === 0 ? repeated : bag;
}

const asidePattern = /\b(?:as of|according to|based on|up to) (?:my |the |our )?[^,.;:()\n]{1,60}(?:,|(?=[.\n]|$))/giu;

/** Without the words that only say how old or whose the knowledge is: "As of my last update in 2021,". */
function withoutAsides(text: string, tokens: Token[]): Token[] {
  const asides = [...text.matchAll(asidePattern)];
  if (asides.length === 0) {
    return tokens;
  }
  let at = 0;
  return tokens.filter((token) => {
    while (at < asides.length && endOf(asides[at]) <= token.start) {
      at += 1;
    }
    return token.start < (asides[at]?.index ?? Number.POSITIVE_INFINITY);
  });
}

function endOf(match: RegExpMatchArray | undefined): number {
  return match === undefined ? 0 : (match.index ?? 0) + match[0].length;
}

/** Lines of a list, else the parts that commas and "and" make between names of the head. */
function countItems(head: Head, sentences: readonly Sentence[], text: string): number {
  const lines = sentences.filter((sentence) =>
    /(?:^|\n)\s*(?:[-*•]|\d{1,3}[.)])\s*$/u.test(text.slice(Math.max(0, sentence.start - 8), sentence.start)),
  );
  if (lines.length >= 2) {
    return lines.length;
  }
  const joints = head.text.slice(0, 600).match(/(?:,|;|\band\b|&)\s{0,3}(?:and\s)?["“'*]{0,3}\p{Lu}/gu)?.length ?? 0;
  return 1 + joints;
}

function within<T extends { from: number }>(mentions: readonly T[], head: Head, tokens: readonly Token[]): T[] {
  const { start, end } = head.span ?? { start: 0, end: 0 };
  return mentions.filter((mention) => {
    const at = tokens[mention.from]?.start ?? -1;
    return at >= start && at < end;
  });
}

export function sum(bag: Bag): number {
  let total = 0;
  for (const weight of bag.values()) {
    total += weight;
  }
  return total;
}
