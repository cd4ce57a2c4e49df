import type { Turn } from '../consensus/request.ts';
import type { Context } from './context.ts';
import type { RunRecord } from './records.ts';

const turnsMax = 10;
const charactersMax = 12_000;

/** The earlier questions of a run's session with their published syntheses, oldest first; the oldest are dropped first. */
export async function turnsBefore(
  context: Context,
  run: Pick<RunRecord, 'workspace' | 'session' | 'createdAt'>,
): Promise<readonly Turn[]> {
  const earlier = await context.runsOf(run.workspace).find({
    filter: { session: run.session, state: 'done', createdAt: { lt: run.createdAt } },
    text: null,
    sort: { field: 'createdAt', order: 'descending' },
    limit: turnsMax,
    cursor: null,
  });
  const turns: Turn[] = [];
  let characters = 0;
  for (const { id, question } of earlier.items) {
    const { synthesis } = await context.views.of(id);
    if (synthesis === null || synthesis.kind === 'none' || synthesis.text === '') {
      continue;
    }
    characters += question.length + synthesis.text.length;
    if (characters > charactersMax) {
      break;
    }
    turns.push({ question, synthesis: synthesis.text });
  }
  return turns.toReversed();
}
