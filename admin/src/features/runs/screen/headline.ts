import type { AnswerView, ConsensusView } from '#api/contract';
import { words } from '../../../ui/words.ts';

/** The head of the verdict: a number only when there is one, and always the words. */
export interface Headline {
  readonly score: number | null;
  readonly band: 'strong' | 'moderate' | 'split' | null;
  readonly text: string;
  /** How many stand together, of how many; null when there is nothing to compare. */
  readonly share: string | null;
  /** Said once to a screen reader when it changes; empty while there is nothing to say. */
  readonly spoken: string;
}

export function headlineOf(view: ConsensusView): Headline {
  const { agreement } = view;
  if (agreement !== null && agreement.score !== null && agreement.band !== null) {
    const text = agreement.weak ? words.verdict.weak : words.verdict.bands[agreement.band];
    const leading = agreement.positions[0]?.models.length ?? 0;
    const compared = agreement.models.length;
    return {
      score: agreement.score,
      band: agreement.weak ? null : agreement.band,
      text,
      share: agreement.provisional
        ? words.verdict.provisional(leading, agreement.asked)
        : words.verdict.together(leading, compared),
      spoken: words.verdict.headlineSpoken(agreement.score, text, agreement.provisional),
    };
  }
  const text = withoutNumber(view);
  return { score: null, band: null, text, share: null, spoken: isOpenRun(view) ? '' : `${text}.` };
}

function withoutNumber(view: ConsensusView): string {
  const answered = view.answers.filter(hasAnswer).length;
  if (isOpenRun(view)) {
    return answered >= 2 ? words.verdict.counting : words.verdict.waiting;
  }
  if (view.state === 'cancelled' && answered < 2) {
    return words.verdict.stopped;
  }
  if (answered === 0) {
    return words.verdict.none;
  }
  return answered === 1 ? words.verdict.one : words.verdict.noPosition;
}

/** The models that may still answer. */
export function missingOf(view: ConsensusView): readonly string[] {
  return view.answers.filter(isOpenAnswer).map((answer) => answer.model);
}

export function answeredOf(view: ConsensusView): number {
  return view.answers.filter((answer) => answer.state === 'done' || answer.state === 'refused').length;
}

export function isOpenAnswer(answer: AnswerView): boolean {
  return answer.state === 'waiting' || answer.state === 'thinking' || answer.state === 'writing';
}

function hasAnswer(answer: AnswerView): boolean {
  return answer.state === 'done';
}

export function isOpenRun(view: ConsensusView): boolean {
  return view.state === 'queued' || view.state === 'running';
}

/** The document's title follows the run. */
export function titleOf(view: ConsensusView, headline: Headline): string {
  if (headline.score !== null) {
    return `${headline.score} · ${headline.text} · ${view.question}`;
  }
  return isOpenRun(view)
    ? `${words.verdict.answered(answeredOf(view), view.answers.length)} · ${view.question}`
    : `${headline.text} · ${view.question}`;
}
