import { emptyView, fold } from '../consensus/view/index.ts';
import { dispatchDefaults } from '../dispatch/settings.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import type { Running, World } from './world.ts';
import { questionWith } from './texts.ts';

const { probeEveryMs } = dispatchDefaults.breaker;

/** When faults have healed and all runs have ended: vendors that are well again are asked again. */
export async function askAgain(world: World): Promise<void> {
  for (const running of world.plan.aftermath ? world.slots.filter((slot) => slot !== null) : []) {
    // The first question may find a vendor still avoided; it is also what shows that the vendor is well.
    await world.sleep(probeEveryMs);
    await askedOfAll(world, running, 0);
    await world.sleep(probeEveryMs);
    const failed = await askedOfAll(world, running, 1);
    if (failed.length > 0) {
      world.checks.broken('a vendor that is well again is asked again', failed.join(' '));
    }
  }
}

/** When the records of all runs have ended too: each answer is counted once. */
export async function readCounts(world: World): Promise<void> {
  const [running] = world.slots.filter((slot) => slot !== null);
  if (running === undefined) {
    return;
  }
  for (const [workspace, asked] of world.checks.asked()) {
    const { models } = await running.history.stats.models(workspace as WorkspaceId, { days: 366 });
    const counted = new Map(models.map((model) => [model.model, model.asked]));
    for (const [model, times] of asked) {
      if (counted.get(model) !== times) {
        world.checks.broken('each answer is counted once', `${workspace} ${model} ${counted.get(model)} for ${times}`);
      }
    }
  }
}

/** The models that did not answer. */
async function askedOfAll(world: World, { process, history }: Running, turn: number): Promise<readonly string[]> {
  const workspace = 'w1' as WorkspaceId;
  const question = questionWith(`${workspace}q9${process.slot}${turn}9`, world.chance);
  const order = { workspace, question, models: null, session: null, idempotencyKey: null };
  const accepted = await history.runs.accept(order);
  world.checks.acknowledged(accepted);
  const run = { workspace, id: accepted.id, after: 0 };
  for await (const _ of history.runs.follow(run, new AbortController().signal)) {
    // To its end.
  }
  const { answers } = fold(emptyView(accepted.id), world.disk.events(accepted.id));
  return answers.filter(({ state }) => state !== 'done').map(({ model, error }) => `${model} ${error?.code}`);
}
