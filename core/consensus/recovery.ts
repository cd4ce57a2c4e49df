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
 * when enough came, and left open, to be asked once more, when not.
 */
export function begin(run: Run): void {
  const { question, session, panel } = run.request;
  if (run.events.view.state === 'queued') {
    run.events.write({ type: 'run-start', question, session, panel: panel.map(asPanelModel), quorum: run.quorum });
    return;
  }
  const { view } = run.events;
  const cameWhole = countedAnswers(view).length;
  const publishable = cameWhole >= Math.min(enoughToPublish, view.quorum);
  for (const answer of openAnswers(view)) {
    if (publishable || !panel.some((m) => m.model === answer.model)) {
      endAnswer(run, answer, new ConsilienceError('interrupted'));
    }
  }
}

function asPanelModel({ model, vendor, label, rehearsal, late }: PanelMember): PanelModel {
  return { model, vendor, label, rehearsal, late };
}
