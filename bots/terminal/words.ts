import type colors from 'picocolors';
import type { AnswerView, ConsensusView } from '#core/view';

/** Colours, or functions that leave text as it is. */
export type Colors = ReturnType<typeof colors.createColors>;

/** The words and figures of the terminal: the same as on the page. */
const bandWords = { strong: 'Strong agreement', moderate: 'Moderate agreement', split: 'Split' } as const;

/** `82  Strong agreement, 4 of 5 models`, or why there is no number. */
export function headline(view: ConsensusView): string {
  const { agreement } = view;
  if (agreement === null || agreement.score === null || agreement.band === null) {
    return withoutScore(view);
  }
  const leading = agreement.positions[0]?.models.length ?? 0;
  const counted = agreement.models.length;
  const agreeing = `${leading} of ${counted} models${agreement.provisional ? ', provisional' : ''}`;
  return `${agreement.score}  ${bandWords[agreement.band]} · ${agreeing}`;
}

function withoutScore(view: ConsensusView): string {
  if (view.state === 'failed') {
    return view.error?.message ?? 'No model answered.';
  }
  const answered = view.answers.filter((answer) => answer.state === 'done').length;
  if (answered === 0) {
    return view.state === 'running' ? 'No answer yet.' : 'Nothing to compare.';
  }
  if (answered === 1) {
    return 'One answer, nothing to compare.';
  }
  return 'The answers take no position that could be compared.';
}

export function stateWords(answer: AnswerView, now: number): string {
  switch (answer.state) {
    case 'waiting':
    case 'thinking':
      return answer.late && answer.startedAt !== null
        ? `late, ${answer.state} for ${seconds(now - answer.startedAt)}`
        : answer.state;
    case 'writing':
      return 'writing';
    case 'done':
    case 'refused':
      return [answer.state, ...figures(answer)].join('  ');
    case 'failed':
    case 'cancelled':
      return answer.error === null ? answer.state : `${answer.state}: ${answer.error.message}`;
  }
}

export function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
}

export function dollars(micros: number): string {
  if (micros === 0) {
    return '$0';
  }
  return `$${(micros / 1_000_000).toFixed(micros < 10_000 ? 4 : 3)}`;
}

function figures(answer: AnswerView): string[] {
  return [
    answer.ms === null ? '' : seconds(answer.ms),
    answer.outputTokens === null ? '' : `${answer.outputTokens} tokens`,
    answer.costMicros === null ? '' : dollars(answer.costMicros),
    answer.late ? 'late' : '',
    answer.truncated ? 'cut at its cap' : '',
  ].filter((figure) => figure !== '');
}
