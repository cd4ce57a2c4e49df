import type { DateMention } from './read-dates.ts';
import type { NumberMention } from './read-numbers.ts';
import type { Question } from './read-question.ts';
import type { Token } from './read-tokens.ts';

/** A text with what was found in it; mentions point into its own tokens. */
export interface Numbered {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly numbers: readonly NumberMention[];
  readonly dates: readonly DateMention[];
}

interface Found extends Numbered {
  readonly question: Question;
  /** Numbers of the sentence that answers. */
  readonly headNumbers: readonly NumberMention[];
  /** Those of them that stand in bold; they were meant to be seen. */
  readonly boldNumbers: readonly NumberMention[];
  /** All in bold of the whole answer. */
  readonly anyBold: readonly NumberMention[];
}

const gapMax = 60;
const marker = /(?:final answer|answer|result|total)(?:\s+is)?\s{0,3}(?:\*{0,2}:|=)\s{0,3}|\\boxed\{|####\s{0,3}/giu;

/**
 * The number an answer ends on: after the last "Answer:" or \boxed{, the last one of a calculation, one in bold, else the one that
 * counts what was asked for, or the first that the question did not give.
 */
export function findFinal(found: Found): NumberMention | null {
  const { question, numbers, headNumbers, boldNumbers } = found;
  const marked = afterMarker(found);
  if (marked !== null) {
    return marked;
  }
  const bold = boldNumbers.filter((mention) => isFree(mention, found) && isNew(mention, found));
  if (question.isProblem) {
    return numbers.at(-1) ?? null;
  }
  const fit = fitting(question);
  return (
    bold.find(fit) ??
    bold[0] ??
    counting(found, question) ??
    firstNew(headNumbers.filter(fit), found) ??
    firstNew(found.anyBold.filter(fit), found) ??
    firstNew(headNumbers, found) ??
    headNumbers[0] ??
    firstNew(numbers, found) ??
    null
  );
}

/** The number of a bottom line, which holds hardly another one. */
export function findFinalOfLine(line: Numbered, question: Question): NumberMention | null {
  const found = { ...line, question };
  return counting(found, question) ?? firstNew(line.numbers, found) ?? line.numbers[0] ?? null;
}

function afterMarker(found: Found): NumberMention | null {
  let end = -1;
  for (const match of found.text.slice(-2_000).matchAll(marker)) {
    end = Math.max(0, found.text.length - 2_000) + match.index + match[0].length;
  }
  if (end < 0) {
    return null;
  }
  const line = found.text.slice(end, end + 400).split('\n', 1)[0] ?? '';
  const equals = end + line.lastIndexOf('=') + 1;
  const from = line.includes('=') ? equals : end;
  const next = found.numbers.find((mention) => (found.tokens[mention.from]?.start ?? 0) >= from);
  const gap = next === undefined ? Number.POSITIVE_INFINITY : (found.tokens[next.from]?.start ?? 0) - from;
  return next !== undefined && gap <= line.length && gap <= gapMax ? next : null;
}

type Asked = Numbered & { readonly question: Question };

/** The first number that stands before the noun of "how many ..." and is no date. */
function counting(found: Numbered, question: Question): NumberMention | null {
  const at = question.tokens.findIndex((token) => token.word === 'many' || token.word === 'much');
  const nouns = new Set(question.tokens.slice(at + 1, at + 4).map((token) => token.key));
  if (at < 0 || question.tokens[at - 1]?.word !== 'how') {
    return null;
  }
  const fit = fitting(question);
  const counted = found.numbers.filter(
    (mention) =>
      isFree(mention, found) &&
      !question.masked.has(found.tokens[mention.from]?.key ?? '') &&
      found.tokens.slice(mention.from + 1, mention.to + 3).some((token) => nouns.has(token.key)),
  );
  return counted.find(fit) ?? counted[0] ?? null;
}

const unitsAsked: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:square|sq|acres|hectares|area)\b/u, ['m2']],
  [
    /\bhow (?:tall|high|deep|wide|far|big)\b|\b(?:height|depth|width|distance|length|radius|diameter|elevation) of\b/u,
    ['m'],
  ],
  [/\bhow heavy\b|\b(?:weight|mass) of\b|\bweigh\b/u, ['g']],
  [/\bhow (?:hot|cold)\b|\btemperature\b|\b(?:boiling|melting|freezing) point\b/u, ['°']],
  [/\bhow fast\b|\bspeed\b/u, ['m/s']],
  [/\bpercent/u, ['%']],
  [
    /\bhow much (?:does|do|did|is|was|money)\b[^?]{0,60}\b(?:cost|price|worth|pay|paid|earn|salary)\b|\b(?:price|cost) of\b/u,
    ['$', '€', '£', '¥', '₹'],
  ],
];

/** Whether a number is of the unit that was asked for; none is where the question tells no unit. */
function fitting(question: Question): (mention: NumberMention) => boolean {
  const asked = question.text.slice(0, 400).toLowerCase();
  const units = unitsAsked.find(([pattern]) => pattern.test(asked))?.[1] ?? [];
  return ({ unit }) => units.includes(unit);
}

function firstNew(numbers: readonly NumberMention[], found: Asked): NumberMention | null {
  return (
    numbers.find((mention) => isFree(mention, found) && isNew(mention, found)) ??
    numbers.find((mention) => !mention.ordinal && isNew(mention, found)) ??
    null
  );
}

function isNew(mention: NumberMention, found: Asked): boolean {
  return !found.question.masked.has(found.tokens[mention.from]?.key ?? '');
}

/** Neither an ordinal nor a part of a date. */
function isFree(mention: NumberMention, found: Numbered): boolean {
  return !mention.ordinal && !found.dates.some((date) => mention.from >= date.from && mention.from <= date.to);
}
