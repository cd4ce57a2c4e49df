import { ConsilienceError } from '../errors.ts';
import { countedAnswers, openAnswers } from './answers.ts';
import { endAnswer } from './ask-models.ts';
import type { PanelMember } from './request.ts';
import type { Run } from './run-context.ts';
import type { PanelModel } from './view/index.ts';

/** So many complete answers are worth publishing without asking the rest again. */
const enoughToPublish = 2;

/**
 * Starts the log, or takes up the one of an interrupted process: answers that came are kept; the others are given up
 * when enough came, and left open, to be asked once more, when not. A run that continues another one exists for the
 * answers that are missing, so they are asked for again.
 */
export function begin(run: Run): void {
  const { question, session, panel, carried } = run.request;
  const isNew = run.events.view.state === 'queued';
  if (isNew) {
    run.events.write({ type: 'run-start', question, session, panel: panel.map(asPanelModel), quorum: run.quorum });
  }
  if (carried !== null && run.events.view.continues === null) {
    run.events.write(carried);
  }
  if (isNew) {
    return;
  }
  const { view } = run.events;
  const cameWhole = countedAnswers(view).length;
  const publishable = view.continues === null && cameWhole >= Math.min(enoughToPublish, view.quorum);
  for (const answer of openAnswers(view)) {
    if (publishable || !panel.some((m) => m.model === answer.model)) {
      endAnswer(run, answer, new ConsilienceError('interrupted'));
    }
  }
}

function asPanelModel({ model, vendor, label, rehearsal, late }: PanelMember): PanelModel {
  return { model, vendor, label, rehearsal, late };
}
