import { builtInCast } from '../core/rehearsal/cast-file.ts';
import { vendors } from '../core/rehearsal/cast.ts';

/** Questions of the cast to which all five seats take a position: every run then has five answers and a synthesis. */
const questions = builtInCast()
  .questions.filter((question) => vendors.every((vendor) => question.answers[vendor]?.position))
  .map(({ question }) => question);

let asked = 0;

/** A different one each time, until all were asked. */
export function nextQuestion(): string {
  asked += 1;
  return questions[asked % questions.length] ?? '';
}
