import type { ConsensusView, EventError } from '../consensus/view/index.ts';
import { errorTable } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';

/**
 * A run as a stranger may see it: what was asked, what was answered, where they agree. Not in it: where it is kept, what it
 * cost, and the words of an error, which may name addresses of this installation.
 */
export function snapshotOf(view: ConsensusView): ConsensusView {
  return {
    ...view,
    id: '',
    session: '',
    costMicros: 0,
    error: plainError(view.error),
    answers: view.answers.map((answer) => ({ ...answer, costMicros: null, error: plainError(answer.error) })),
    synthesis:
      view.synthesis === null ? null : { ...view.synthesis, costMicros: null, error: plainError(view.synthesis.error) },
  };
}

/** What the table says of the code, and nothing for strangers to do about it. */
function plainError(error: EventError | null): EventError | null {
  if (error === null) {
    return null;
  }
  return { ...error, message: isKnown(error.code) ? errorTable[error.code].message : '', action: '' };
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
