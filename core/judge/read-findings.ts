import type { Claim, ClaimTable, JudgedPair, Stance } from '../consensus/view/index.ts';
import { tellsSomething } from '../agreement/index.ts';
import type { JudgeOutput } from './judge-output.ts';
import type { JudgedAnswer } from './judge-prompt.ts';

/** What a judge was shown. */
export interface Judged {
  readonly question: string;
  readonly answers: readonly JudgedAnswer[];
}

export interface Findings {
  readonly claims: ClaimTable;
  /** Pairs that the claims which decide the question settle. */
  readonly pairs: readonly JudgedPair[];
  /** Positions that were dropped: their quote stands in no answer, or they name no answer. */
  readonly dropped: number;
}

/**
 * What is left of a judge's output once each position was checked: a quote that is no verbatim part of that very answer takes its
 * position away. Two answers say the same when they stand on one side of a claim that decides the question and on two sides of none.
 */
export function readFindings(
  { claims }: JudgeOutput,
  labels: ReadonlyMap<string, string>,
  { question, answers }: Judged,
): Findings {
  const models = answers.map(({ model }) => model);
  const checked = claims.map(({ claim, decides, positions }) => ({
    decides,
    positions: onOneSide(positions.map((position) => verified(position, labels, { question, answers }))),
    claim,
  }));
  const table = checked.map(({ claim, positions }): Claim => ({
    text: claim,
    stances: models.map(
      (model) => positions.find((one) => one?.model === model) ?? { model, stance: 'silent', quote: '' },
    ),
  }));
  const deciding = table.filter((_, index) => checked[index]?.decides === true);
  return {
    claims: { models, claims: table.filter(({ stances }) => stances.some(({ stance }) => stance !== 'silent')) },
    pairs: pairsOf(deciding, models),
    dropped: checked.flatMap(({ positions }) => positions).filter((position) => position === null).length,
  };
}

type Verified = ReturnType<typeof verified>;

/** Whoever is put on both sides of one claim is on neither. */
function onOneSide(positions: readonly Verified[]): Verified[] {
  return positions.map((one) =>
    positions.some((other) => other?.model === one?.model && other?.stance !== one?.stance) ? null : one,
  );
}

type Position = JudgeOutput['claims'][number]['positions'][number];

function verified(
  { answer: label, stance, quote }: Position,
  labels: ReadonlyMap<string, string>,
  { question, answers }: Judged,
): { model: string; stance: Stance; quote: string } | null {
  const answer = answers.find(({ model }) => model === labels.get(label));
  if (answer === undefined) {
    return null;
  }
  if (stance === 'silent') {
    return { model: answer.model, stance, quote: '' };
  }
  const part = quote.trim();
  return isEvidence(part, answer.text, question) ? { model: answer.model, stance, quote: part } : null;
}

/** Whole words of the answer that tell something, and not only what the question says already; or all of a short answer. */
function isEvidence(quote: string, text: string, question: string): boolean {
  if (quote === '' || !standsWhole(quote, text)) {
    return false;
  }
  const echoes = question.toLowerCase().includes(quote.toLowerCase());
  return quote === text.trim() || (!echoes && tellsSomething(quote));
}

/** Of a quote that stands many times in a text, so many are looked at. */
const triesMax = 100;
const letter = /[\p{L}\p{M}\p{N}]/u;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** It stands somewhere in the text without cutting a word in two. */
function standsWhole(quote: string, text: string): boolean {
  let at = text.indexOf(quote);
  for (let tries = 0; at >= 0 && tries < triesMax; tries += 1) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + quote.length)];
    if (!joins(before, quote.charAt(0)) && !joins(quote.charAt(quote.length - 1), after)) {
      return true;
    }
    at = text.indexOf(quote, at + 1);
  }
  return false;
}

function joins(left: string, right: string): boolean {
  return letter.test(left) && letter.test(right) && !unspaced.test(left) && !unspaced.test(right);
}

function pairsOf(deciding: readonly Claim[], models: readonly string[]): JudgedPair[] {
  return models.flatMap((a, i) =>
    models.slice(i + 1).flatMap((b, offset): JudgedPair[] => {
      const sides = deciding.flatMap(({ stances }) => {
        const [left, right] = [stances[i]?.stance ?? 'silent', stances[i + 1 + offset]?.stance ?? 'silent'];
        return left === 'silent' || right === 'silent' ? [] : [left === right];
      });
      return sides.length === 0 ? [] : [{ a, b, same: sides.every((same) => same) }];
    }),
  );
}
