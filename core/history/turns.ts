import type { Turn } from '../consensus/request.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import type { Context } from './context.ts';
import type { RunRecord } from './records.ts';

const turnsMax = 10;
const charactersMax = 12_000;
/** Turns without a reply are passed over; so many runs are looked at. */
const ancestorsMax = 3 * turnsMax;

type Place = Pick<RunRecord, 'workspace' | 'session' | 'createdAt' | 'follows'>;

/**
 * The questions that a run follows with their replies, oldest first; the oldest are dropped first. The reply is the
 * published synthesis; a run of one model is told what that model itself had answered, where it had.
 */
export async function turnsBefore(context: Context, run: Place & Pick<RunRecord, 'models'>): Promise<readonly Turn[]> {
  const [model, ...others] = run.models;
  const alone = others.length === 0 ? model : undefined;
  const turns: Turn[] = [];
  let characters = 0;
  let earlier = await runBefore(context, run);
  for (let looked = 0; earlier !== null && looked < ancestorsMax && turns.length < turnsMax; looked += 1) {
    const reply = replyOf(await context.views.of(earlier.id), alone);
    if (reply !== '') {
      characters += earlier.question.length + reply.length;
      if (characters > charactersMax) {
        break;
      }
      turns.push({ question: earlier.question, reply });
    }
    earlier = await runBefore(context, earlier);
  }
  return turns.toReversed();
}

/** The run of the session that this one follows; null at its beginning. */
export async function runBefore(context: Context, run: Place): Promise<RunRecord | null> {
  const runs = context.runsOf(run.workspace);
  if (run.follows !== undefined) {
    const before = run.follows === null ? null : await runs.get(run.follows);
    return before?.session === run.session ? before : null;
  }
  const page = await runs.find({
    filter: { session: run.session, createdAt: { lt: run.createdAt } },
    text: null,
    sort: { field: 'createdAt', order: 'descending' },
    limit: 1,
    cursor: null,
  });
  return page.items[0] ?? null;
}

function replyOf(view: ConsensusView, alone: string | undefined): string {
  const own = view.answers.find((answer) => answer.model === alone && answer.state === 'done')?.text ?? '';
  if (own !== '') {
    return own;
  }
  const { synthesis, state } = view;
  return state === 'done' && synthesis !== null && synthesis.kind !== 'none' ? synthesis.text : '';
}
