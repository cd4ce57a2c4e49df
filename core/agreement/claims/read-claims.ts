import { negators } from '../lexicon/words.ts';
import { weighWord } from '../lexicon/weigh-word.ts';
import { findFences, isInCode } from '../text/find-head.ts';
import { readChoice } from '../text/read-choice.ts';
import { judgeSentence, type SentenceRole } from '../text/judge-sentence.ts';
import type { Reading } from '../text/reading.ts';
import type { NumberMention } from '../text/read-numbers.ts';
import type { Question } from '../text/read-question.ts';
import type { Token } from '../text/read-tokens.ts';
import type { Span } from '../text/split-sentences.ts';
import { readSides, type Sides } from './compare-sides.ts';
import { findDenied } from './find-denied.ts';
import { readFrequency } from './read-frequency.ts';
import { hasContrary, limited, recommends, splitters } from './words.ts';

/** One thing that an answer says: a sentence, a bullet, or a clause of a long sentence. */
export interface ClaimUnit extends Span {
  /** Content words by what is compared; those of the question weigh little. */
  readonly terms: ReadonlyMap<string, Term>;
  readonly numbers: readonly Counted[];
  /** Its words that rule other words out, such as "before". */
  readonly contrasts: readonly Placed[];
  /** Seconds between, where it tells how often. */
  readonly every: number | null;
  readonly last: string;
  /** It allows something under one condition and denies the rest. */
  readonly limited: boolean;
  /** Which of the things offered it recommends. */
  readonly choice: number | null;
  /** What it puts in an order. */
  readonly sides: Sides | null;
  /** An odd number of denials stands in it. */
  readonly denied: boolean;
  /** The content words that its denials strike first. */
  readonly targets: readonly string[];
}

/** A number, and the stem of the word after it: what it counts. */
export interface Counted extends NumberMention {
  readonly counted: string;
}

export interface Placed {
  readonly word: string;
  /** Its place among the words of the claim. */
  readonly at: number;
}

export interface Term {
  readonly word: string;
  readonly weight: number;
  /** Under a negation: "never the fridge", "avoid", "instead of". */
  readonly denied: boolean;
  /** In a clause that says when. */
  readonly aside: boolean;
  /** Its place among the words of the claim. */
  readonly at: number;
}

type Read = Pick<Reading, 'text' | 'tokens' | 'sentences' | 'numbers'>;

/** More are not compared: what a long answer says first is what it says. */
const claimsMax = 60;
/** Greetings, offers and refusals stand at the beginning or the end. */
const edgeMax = 3;
const wordsMin = 3;
const sizeMin = 0.4;
const maskedShare = 0.15;
const numbersMax = 20;
const contrastsMax = 60;

const skipped: ReadonlySet<SentenceRole> = new Set(['fills', 'declines']);

/** The claims of an answer in its order. Headings, code, tables and sentences that only lead in are none. */
export function readClaims(read: Read, question: Question): ClaimUnit[] {
  const fences = findFences(read.text);
  const units: ClaimUnit[] = [];
  for (const [index, sentence] of read.sentences.entries()) {
    const edge = index < edgeMax || index >= read.sentences.length - edgeMax;
    if (isInCode(sentence.start, fences) || isFrame(read.text, sentence) || (edge && isEmpty(read.text, sentence))) {
      continue;
    }
    for (const part of clauses(read, sentence)) {
      const unit = makeUnit(read, part, question);
      if (unit !== null && units.length < claimsMax) {
        units.push(unit);
      }
    }
  }
  return units;
}

/** It only leads in, or says that it cannot say. */
function isEmpty(text: string, { start, end }: Span): boolean {
  return skipped.has(judgeSentence(text.slice(start, end)));
}

const labelWordsMax = 4;

/** A heading, a label in bold before what it is for, a line that announces what follows, a row of a table. */
function isFrame(text: string, { start, end, from, to }: Part): boolean {
  const line = text.slice(start, end);
  const lead = text.slice(Math.max(0, start - 12), start);
  const goesOn = /^\*{0,2}[^\S\n]+\S/u.test(text.slice(end, end + 6));
  const label = lead.endsWith('**') && goesOn && to - from <= labelWordsMax && !line.slice(0, -3).includes('**');
  return (
    label ||
    /(?:^|\n)#{1,6}\s*(?:\d{1,3}[.)]\s{0,3})?\*{0,2}$/u.test(lead) ||
    line.endsWith(':') ||
    /:\*{2}$/u.test(line) ||
    line.includes(' | ')
  );
}

interface Part extends Span {
  readonly from: number;
  readonly to: number;
}

/** The sentence, or its clauses where each says something by itself. */
function clauses(read: Read, sentence: Part): Part[] {
  const text = read.text.slice(sentence.start, sentence.end);
  const parts: Part[] = [];
  let [start, from] = [sentence.start, sentence.from];
  for (const match of text.matchAll(splitters)) {
    const at = sentence.start + match.index;
    const to = tokenAt(read.tokens, from, at);
    const next = at + match[0].length;
    const rest = tokenAt(read.tokens, to, next);
    if (to - from >= wordsMin && sentence.to - rest >= wordsMin) {
      parts.push({ start, end: at, from, to });
      [start, from] = [next, rest];
    }
  }
  return [...parts, { start, end: sentence.end, from, to: sentence.to }];
}

/** The first token at or after a place of the text. */
function tokenAt(tokens: readonly Token[], from: number, place: number): number {
  let index = from;
  while (index < tokens.length && (tokens[index]?.start ?? place) < place) {
    index += 1;
  }
  return index;
}

function makeUnit(read: Read, part: Part, question: Question): ClaimUnit | null {
  const tokens = read.tokens.slice(part.from, part.to);
  const numbers = within(read.numbers, part).map((number): Counted => ({
    ...number,
    counted: number.to + 1 < part.to ? (read.tokens[number.to + 1]?.key ?? '') : '',
  }));
  const inNumber = new Set(numbers.flatMap(({ from, to }) => range(from - part.from, to - part.from)));
  const { denied, asides, parity, targets } = findDenied(read.text, tokens);
  const terms = new Map<string, Term>();
  let size = 0;
  tokens.forEach((token, index) => {
    const weight = weighWord(token.word, token.key) * (question.masked.has(token.key) ? maskedShare : 1);
    if (weight > 0 && !terms.has(token.key) && !negators.has(token.word) && !inNumber.has(index)) {
      terms.set(token.key, {
        word: token.word,
        weight,
        denied: denied[index] ?? false,
        aside: asides[index] ?? false,
        at: index,
      });
      size += weight;
    }
  });
  const contrasts = tokens.slice(0, contrastsMax).flatMap(({ word }, at) => (hasContrary(word) ? [{ word, at }] : []));
  const last = tokens.at(-1)?.word ?? '';
  return size + numbers.length < sizeMin
    ? null
    : {
        start: part.start,
        end: part.end,
        terms,
        numbers,
        contrasts,
        every: readFrequency(tokens),
        last,
        limited: limited.test(read.text.slice(part.start, part.end)),
        choice: choiceOf(read, part, { question, turned: parity }),
        sides: readSides(tokens, terms, read.text),
        denied: parity,
        targets: targets.filter((key) => terms.has(key)),
      };
}

function choiceOf(read: Read, part: Part, of: { question: Question; turned: boolean }): number | null {
  const { options, tokens: question } = of.question;
  const text = read.text.slice(part.start, part.end);
  if (options.length === 0 || !recommends.test(text)) {
    return null;
  }
  const tokens = read.tokens.slice(part.from, part.to);
  const choice = readChoice({ text, start: part.start, tokens, options, question });
  if (choice === 'open' || choice === null || !of.turned) {
    return choice === 'open' ? null : choice;
  }
  return options.length === 2 ? 1 - choice : null;
}

/** The numbers of a part; they come in order. */
function within(numbers: readonly NumberMention[], part: Part): readonly NumberMention[] {
  const first = numbers.findIndex(({ from }) => from >= part.from);
  const rest = first < 0 ? [] : numbers.slice(first, first + numbersMax);
  return rest.filter(({ to }) => to < part.to);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
