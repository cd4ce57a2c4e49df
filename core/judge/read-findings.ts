import type { Claim, ClaimTable, JudgedPair, Stance } from '../consensus/view/index.ts';
import type { JudgeOutput } from './judge-output.ts';
import type { JudgedAnswer } from './judge-prompt.ts';

const quoteMin = 2;

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
  answers: readonly JudgedAnswer[],
): Findings {
  const models = answers.map(({ model }) => model);
  const checked = claims.map(({ claim, decides, positions }) => ({
    decides,
    positions: positions.map((position) => verified(position, labels, answers)),
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

type Position = JudgeOutput['claims'][number]['positions'][number];

function verified(
  { answer: label, stance, quote }: Position,
  labels: ReadonlyMap<string, string>,
  answers: readonly JudgedAnswer[],
): { model: string; stance: Stance; quote: string } | null {
  const answer = answers.find(({ model }) => model === labels.get(label));
  if (answer === undefined) {
    return null;
  }
  if (stance === 'silent') {
    return { model: answer.model, stance, quote: '' };
  }
  const part = quote.trim();
  return part.length >= quoteMin && answer.text.includes(part) ? { model: answer.model, stance, quote: part } : null;
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
