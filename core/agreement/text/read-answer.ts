import type { ComparedAnswer } from '../input.ts';
import { findDate, findDateOfLine, newDates } from './find-date.ts';
import { findFinal, findFinalOfLine } from './find-final.ts';
import { type Bag, makeBag, sum } from './bag.ts';
import { findFences, findHead, isInCode } from './find-head.ts';
import type { Head, Reading, Sentence } from './reading.ts';
import { withoutDeniedNames } from './denied-names.ts';
import { takesNoPosition } from './judge-sentence.ts';
import { type DateMention, readDates } from './read-dates.ts';
import { readNumbers } from './read-numbers.ts';
import { type Choice, readChoice } from './read-choice.ts';
import { beliesText } from './belies-text.ts';
import { findRefuted } from './find-refuted.ts';
import { level } from './level.ts';
import { readDepends, readPolarity } from './read-polarity.ts';
import type { Question, QuestionKind } from './read-question.ts';
import { readTokens, type Token } from './read-tokens.ts';
import { type Span, splitSentences } from './split-sentences.ts';

const charactersMax = 64_000;

export function readAnswer(given: ComparedAnswer, question: Question): Reading {
  const original = given.text.slice(0, charactersMax);
  const text = level(original);
  const asides = [...findAsides(text), ...refuted(text, question)];
  const tokens = withoutDeniedNames(withoutAsides(readTokens(text), asides), question);
  const sentences = placeTokens(splitSentences(text), tokens);
  const numbers = readNumbers(text, tokens);
  const dates = readDates(text, tokens);
  const belies = beliesText(given.trailer, { tokens, numbers, dates }, question);
  const answer = belies ? { ...given, trailer: null } : given;
  const head = findHead(answer.trailer?.bottomLine ?? '', { question, text, tokens, sentences });
  const full = makeBag(tokens, question);
  const told = { text, tokens, sentences, numbers, dates, full };
  return {
    ...told,
    text: original,
    head,
    fullSize: sum(full),
    claims: readClaims(answer, question),
    code: readCode(text, tokens),
    ...findValues(told, head, question),
    items: countItems(head, sentences, text),
    polarity: readPolarity(answer, { ...told, head }, question),
    depends: readDepends(answer, head),
    choice: chooseOption(answer, head, question),
    abstains: answer.refused || takesNoPosition(told, question, answer.trailer),
  };
}

/** The bottom line or sentence that answers, else a stance of "depends". */
function chooseOption(answer: ComparedAnswer, head: Head, question: Question): Choice {
  const { options } = question;
  const chosen = readChoice({
    text: head.text,
    start: head.span?.start ?? 0,
    tokens: head.tokens,
    options,
    question: question.tokens,
  });
  return options.length > 0 && (answer.trailer?.stance === 'depends' || readDepends(answer, head)) ? 'open' : chosen;
}

function readClaims({ trailer }: ComparedAnswer, question: Question): Bag {
  return trailer === null
    ? new Map()
    : makeBag(readTokens([trailer.bottomLine, ...trailer.keyFacts].join('. ')), question);
}

function readCode(text: string, tokens: readonly Token[]): Set<string> {
  const fences = findFences(text);
  return new Set(
    fences.length < 2 ? [] : tokens.filter((token) => isInCode(token.start, fences)).map((token) => token.word),
  );
}

/** The number and the date that answer, of the bottom line where it holds any. */
function findValues(
  told: Pick<Reading, 'text' | 'tokens' | 'numbers' | 'dates'>,
  head: Head,
  question: Question,
): Pick<Reading, 'final' | 'date' | 'onlyDate'> {
  const { text, tokens, numbers, dates } = told;
  if (head.span === null) {
    const line = { text: head.text, tokens: head.tokens, numbers: readNumbers(head.text, head.tokens) };
    const lineDates = readDates(head.text, head.tokens);
    return {
      final: findFinalOfLine({ ...line, dates: lineDates }, question),
      date: findDateOfLine(lineDates, head.tokens, question) ?? dates[0] ?? null,
      onlyDate: true,
    };
  }
  const [headNumbers, headDates] = [within(numbers, [head.span], tokens), within(dates, [head.span], tokens)];
  const bold = boldSpans(head.text, head.span.start);
  const boldNumbers = within(headNumbers, bold, tokens);
  const anyBold = question.kind === 'number' ? within(numbers, boldSpans(text, 0), tokens) : [];
  const boldDates = within(headDates, bold, tokens);
  const date = findDate({ tokens, dates, headDates, boldDates, question });
  return {
    final: findFinal({ text, tokens, numbers, dates, headNumbers, boldNumbers, anyBold, question }),
    date,
    onlyDate: isOnly(date, newDates(headDates, tokens, question)) || isOnly(date, boldDates),
  };
}

function isOnly(date: DateMention | null, among: readonly DateMention[]): boolean {
  return among.length === 1 && among[0] === date;
}

const boldPattern = /\*\*[^*\n]{1,200}\*\*/gu;

const boldMax = 40;

/** What a part of the answer prints in bold, as places in the answer. */
function boldSpans(part: string, at: number): Span[] {
  return [...part.matchAll(boldPattern)]
    .slice(0, boldMax)
    .map((match) => ({ start: at + match.index, end: at + match.index + match[0].length }));
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

const asidePattern =
  /\b(?:(?:as of|according to|based on) (?:my |the |our )?|up to (?:my|our) )[^,.;:()\n]{1,60}(?:,|(?=[.\n]|$))/giu;

/** Words that only say how old or whose the knowledge is: "As of my last update in 2021,". */
function findAsides(text: string): Span[] {
  return [...text.matchAll(asidePattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

const keepsDenied: ReadonlySet<QuestionKind> = new Set(['none', 'open', 'choice']);

/** What the answer tells only to deny it; where it is compared claim by claim or by its choice, that is told apart there. */
function refuted(text: string, question: Question): Span[] {
  return keepsDenied.has(question.kind) ? [] : findRefuted(text);
}

/** `asides` may overlap. */
function withoutAsides(tokens: Token[], asides: readonly Span[]): Token[] {
  if (asides.length === 0) {
    return tokens;
  }
  const spans = asides.toSorted((a, b) => a.start - b.start);
  let [at, end] = [0, 0];
  return tokens.filter((token) => {
    for (let span = spans[at]; span !== undefined && span.start <= token.start; span = spans[at]) {
      end = Math.max(end, span.end);
      at += 1;
    }
    return token.start >= end;
  });
}

/** Lines of a list, else the parts that commas and "and" make between names of the head. */
function countItems(head: Head, sentences: readonly Sentence[], text: string): number {
  const lines = sentences.filter((sentence) =>
    /(?:^|\n)\s{0,6}(?:[-*•]|\d{1,3}[.)])\s{0,6}$/u.test(text.slice(Math.max(0, sentence.start - 8), sentence.start)),
  );
  if (lines.length >= 2) {
    return lines.length;
  }
  const joints = head.text.slice(0, 600).match(/(?:,|;|\band\b|&)\s{0,3}(?:and\s)?["“'*]{0,3}\p{Lu}/gu)?.length ?? 0;
  return 1 + joints;
}

function within<T extends { from: number }>(
  mentions: readonly T[],
  spans: readonly Span[],
  tokens: readonly Token[],
): T[] {
  return mentions.filter((mention) => {
    const at = tokens[mention.from]?.start ?? -1;
    return spans.some(({ start, end }) => at >= start && at < end);
  });
}
