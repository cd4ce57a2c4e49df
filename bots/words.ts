import type { AnswerView, ConsensusView } from '#core/view';

/** The words and figures of a run in a chat: the same as on the page. */
const bandWords = { strong: 'Strong agreement', moderate: 'Moderate agreement', split: 'Split' } as const;

/** `Strong agreement · 92 · 4 of 5 models`, or why there is no number. */
export function headline(view: ConsensusView): string {
  const { agreement } = view;
  if (agreement === null || agreement.score === null || agreement.band === null) {
    return withoutScore(view);
  }
  const leading = agreement.positions[0]?.models.length ?? 0;
  const counted = agreement.models.length;
  const soFar = agreement.provisional && view.state === 'running' ? ' so far' : '';
  return `${bandWords[agreement.band]} · ${agreement.score} of 100 · ${leading} of ${counted} models${soFar}`;
}

function withoutScore(view: ConsensusView): string {
  const answered = view.answers.filter(({ state }) => state === 'done').length;
  switch (view.state) {
    case 'queued':
    case 'running':
      return answered === 0 ? 'Asking' : `${answered} of ${view.answers.length} answered`;
    case 'failed':
      return view.error?.message ?? 'No model answered.';
    case 'cancelled':
      return 'Stopped';
    case 'done':
      return answered === 1 ? 'One answer, nothing to compare' : 'The answers take no position that could be compared';
  }
}

/** What a model is doing or did: `done in 4.2 s`. */
export function stateWords(answer: AnswerView): string {
  switch (answer.state) {
    case 'waiting':
    case 'thinking':
    case 'writing':
      return answer.late ? `late, ${answer.state}` : answer.state;
    case 'done':
      return [
        answer.ms === null ? 'done' : `done in ${seconds(answer.ms)}`,
        answer.late ? 'late' : '',
        answer.truncated ? 'cut at its cap' : '',
        answer.costMicros === null ? '' : dollars(answer.costMicros),
      ]
        .filter((figure) => figure !== '')
        .join(' · ');
    case 'refused':
      return 'refused to answer';
    case 'failed':
      return answer.error === null ? 'failed' : `failed: ${answer.error.message} ${answer.error.action}`;
    case 'cancelled':
      return 'stopped';
  }
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
}

function dollars(micros: number): string {
  return micros === 0 ? '$0' : `$${(micros / 1_000_000).toFixed(micros < 10_000 ? 4 : 3)}`;
}

const marks = ['█', '▓', '▒', '░'] as const;
const cells = 20;

/** A bar cut by position, widths are models: `A ████████ B ▓▓`. Letters carry the meaning, patterns repeat it. */
export function meter(view: ConsensusView): string {
  const positions = view.agreement?.positions ?? [];
  const counted = positions.reduce((total, { models }) => total + models.length, 0);
  return positions
    .map(({ id, models }, index) => {
      const width = Math.max(1, Math.round((cells * models.length) / counted));
      return `${id} ${(marks[index % marks.length] ?? '█').repeat(width)}`;
    })
    .join('  ');
}

/** The letter of a model's position, or an empty string while it has none. */
export function letterOf(view: ConsensusView, model: string): string {
  return view.agreement?.positions.find(({ models }) => models.includes(model))?.id ?? '';
}

export function labelOf(view: ConsensusView, model: string): string {
  return view.answers.find((answer) => answer.model === model)?.label ?? model;
}

/** Letters of the positions that support a segment of the synthesis: `[AB]`. */
export function supportOf(view: ConsensusView, models: readonly string[]): string {
  const letters = [...new Set(models.map((model) => letterOf(view, model)))].toSorted().join('');
  return letters === '' ? '' : `[${letters}]`;
}

export function isEnded(view: ConsensusView): boolean {
  return view.state !== 'queued' && view.state !== 'running';
}

/** Time, cost, and that it was a rehearsal. */
export function footer(view: ConsensusView): string {
  return [
    view.ms === null ? '' : seconds(view.ms),
    view.costMicros > 0 ? dollars(view.costMicros) : '',
    view.rehearsal ? 'rehearsal: simulated answers, not real models' : '',
  ]
    .filter((figure) => figure !== '')
    .join(' · ');
}
