import { builtInCast } from '../core/rehearsal/cast-file.ts';
import { vendors } from '../core/rehearsal/cast.ts';

/** Questions of the cast to which all five seats take a position: every run then has five answers and a synthesis. */
const questions = builtInCast()
  .questions.filter((question) => vendors.every((vendor) => question.answers[vendor]?.position))
  .map(({ question }) => question);

let asked = 0;

/**
 * A different one each time, so that no two runs in flight are equal and could share their calls: what ends a question
 * differs, which the upstream does not mind.
 */
export function nextQuestion(): string {
  asked += 1;
  const round = Math.floor(asked / questions.length);
  const ending = round.toString(3).replaceAll(/\d/g, (digit) => '?!.'[Number(digit)] ?? '');
  return `${questions[asked % questions.length] ?? ''} ${ending}`;
}
