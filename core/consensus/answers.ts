import type { PanelMember } from './request.ts';
import { isOpen } from './view/index.ts';
import type { AnswerView, ConsensusView } from './view/index.ts';

/** Answers of which more may come. */
export function openAnswers(view: ConsensusView): readonly AnswerView[] {
  return view.answers.filter(isOpen);
}

/** Answers that came whole, refusals included: what is compared. */
export function completeAnswers(view: ConsensusView): readonly AnswerView[] {
  return view.answers.filter((a) => a.state === 'done' || a.state === 'refused');
}

/** Answers that count for the quorum: whole and not a refusal. */
export function countedAnswers(view: ConsensusView): readonly AnswerView[] {
  return view.answers.filter((a) => a.state === 'done');
}

/** The models that a run waits for: those that are not always late, or all when there are no others. */
export function promptModels(panel: readonly PanelMember[]): ReadonlySet<string> {
  const prompt = panel.filter((m) => !m.late);
  return new Set((prompt.length > 0 ? prompt : panel).map((m) => m.model));
}
