import type { Carried, PanelMember } from '../consensus/request.ts';
import { isOpen } from '../consensus/view/index.ts';
import type { AnswerView, ConsensusView, SynthesisView } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import type { Context, ResolvedPanel } from './context.ts';
import type { RunRecord } from './records.ts';
import { hasEnded } from './views.ts';

/** Throws `run_open`, or `model_answered` for a model of which the run has an answer or a refusal. */
export function refuseContinuation(view: ConsensusView, model: string): void {
  if (!hasEnded(view)) {
    throw new ConsilienceError('run_open');
  }
  const answer = view.answers.find((one) => one.model === model);
  if (answer?.state === 'done' || answer?.state === 'refused') {
    throw new ConsilienceError('model_answered');
  }
}

/** What a run takes over from the one that it continues; null for a run of its own. Throws `run_unknown` when that one is gone. */
export async function carriedInto(context: Context, continues: RunRecord['continues']): Promise<Carried | null> {
  if (continues === null) {
    return null;
  }
  const { run, model } = continues;
  const view = await context.views.of(run);
  if (view.seq === 0) {
    throw new ConsilienceError('run_unknown');
  }
  const answers = view.answers.filter((answer) => answer.model !== model && !isOpen(answer));
  return {
    type: 'answers-carried',
    from: run,
    answers,
    agreement: view.agreement,
    synthesis: stands(view.synthesis) ? view.synthesis : null,
  };
}

/** Written as it should be; one that failed is worth another try. */
function stands(synthesis: SynthesisView | null): boolean {
  return synthesis !== null && synthesis.state === 'done' && synthesis.error === null && synthesis.kind !== 'none';
}

interface Seating {
  readonly workspace: WorkspaceId;
  /** Of a run that was accepted before. */
  readonly again: boolean;
  readonly carried: Carried | null;
}

/** The panel of a run. A model whose answer is carried need not be there any more: it is never asked. */
export async function panelWith(
  context: Context,
  models: readonly string[] | null,
  { carried, ...asked }: Seating,
): Promise<ResolvedPanel> {
  if (carried === null || models === null) {
    return context.panel(models, asked);
  }
  const came = new Map(carried.answers.map((answer) => [answer.model, answer]));
  const fresh = models.filter((model) => !came.has(model));
  const resolved = await context.panel(fresh, asked);
  const panel = models.flatMap((model): PanelMember[] => {
    const answer = came.get(model);
    return answer === undefined ? resolved.panel.filter((member) => member.model === model) : [seatOf(answer)];
  });
  const whole = await allOf(context, models, asked.workspace);
  return { panel, synthesizers: whole?.synthesizers ?? resolved.synthesizers };
}

async function allOf(
  context: Context,
  models: readonly string[],
  workspace: WorkspaceId,
): Promise<ResolvedPanel | null> {
  try {
    return await context.panel(models, { workspace, again: true });
  } catch {
    return null;
  }
}

function seatOf({ model, vendor, label, rehearsal, late }: AnswerView): PanelMember {
  return { model, vendor, label, rehearsal, late, chat: neverAsked(model, vendor) };
}

function neverAsked(id: string, vendor: string): ChatModel {
  return {
    id,
    vendor,
    stream() {
      throw new ConsilienceError('model_unknown');
    },
  };
}

/** Throws `run_continued` when another run continues it already. */
export async function refuseContinued(context: Context, workspace: WorkspaceId, run: string): Promise<void> {
  const { items } = await context.runsOf(workspace).find({
    filter: { 'continues.run': run },
    text: null,
    sort: { field: 'id', order: 'ascending' },
    limit: 1,
    cursor: null,
  });
  if (items.length > 0) {
    throw new ConsilienceError('run_continued');
  }
}
