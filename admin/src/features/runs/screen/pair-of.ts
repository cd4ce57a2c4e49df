import type { AnswerView, ConsensusView } from '#api/contract';

/** The two answers that an address names; what it leaves open are those that agree least. Null with fewer than two. */
export function pairOf(
  view: ConsensusView,
  named: { readonly a?: string | undefined; readonly b?: string | undefined },
): readonly [AnswerView, AnswerView] | null {
  const done = doneOf(view);
  const find = (model: string | undefined) => done.find((answer) => answer.model === model);
  const least = view.agreement?.pairs[0];
  const a = find(named.a) ?? find(least?.a) ?? done[0];
  const b = [find(named.b), find(least?.b), find(least?.a), ...done].find((one) => one !== undefined && one !== a);
  return a === undefined || b === undefined ? null : [a, b];
}

/** The pair after or before one, in the order of the answers, around at the ends. */
export function nextPair(
  view: ConsensusView,
  [a, b]: readonly [string, string],
  step: 1 | -1,
): readonly [string, string] {
  const models = doneOf(view).map((answer) => answer.model);
  const pairs = models.flatMap((one, index) => models.slice(index + 1).map((other) => [one, other] as const));
  const at = pairs.findIndex((pair) => pair.includes(a) && pair.includes(b));
  return pairs[(at + step + pairs.length) % pairs.length] ?? [a, b];
}

function doneOf(view: ConsensusView): readonly AnswerView[] {
  return view.answers.filter((answer) => answer.state === 'done');
}
