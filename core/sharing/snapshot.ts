import type { Agreement, ConsensusView, EventError } from '../consensus/view/index.ts';
import { errorTable } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';

/**
 * A run as a stranger may see it: what was asked, what was answered, where they agree. Not in it: where it and others are kept,
 * what it cost, and the words of an error, which may name addresses of this installation. A field that comes to the view
 * is missing here until somebody has decided.
 */
export function snapshotOf(view: ConsensusView): ConsensusView {
  const { version, seq, question, state, startedAt, quorum, ms, rehearsal } = view;
  return {
    version,
    id: '',
    seq,
    question,
    session: '',
    continues: null,
    state,
    startedAt,
    quorum,
    answers: view.answers.map(withoutInside),
    agreement: agreementOf(view.agreement),
    synthesis: view.synthesis === null ? null : withoutInside(view.synthesis),
    error: plainError(view.error),
    ms,
    costMicros: 0,
    rehearsal,
  };
}

function agreementOf(agreement: Agreement | null): Agreement | null {
  return agreement === null || agreement.judge === null
    ? agreement
    : { ...agreement, judge: withoutInside(agreement.judge) };
}

function withoutInside<T extends { readonly costMicros: number | null; readonly error: EventError | null }>(
  part: T,
): T {
  return { ...part, costMicros: null, error: plainError(part.error) };
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
