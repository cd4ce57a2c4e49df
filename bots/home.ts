import type { Consilience, WorkspaceId } from '#core';
import { askerKey } from './live-message/index.ts';
import type { LiveMessages } from './live-message/index.ts';
import type { Memory } from './memory.ts';
import type { Home } from './message.ts';
import { headline } from './words.ts';

interface Sources {
  readonly consilience: Pick<Consilience, 'runs' | 'models'>;
  readonly live: LiveMessages;
  readonly memory: Memory;
  readonly linkOf: (workspace: WorkspaceId, run: string) => string | null;
}

interface Person {
  readonly workspace: WorkspaceId;
  readonly installation: string;
  readonly actor: string;
}

const recentMax = 8;
const describeMsMax = 10_000;

/** The app's page of one person: only what this person asked, because channels and direct messages are not everybody's. */
export async function describeHome({ consilience, live, memory, linkOf }: Sources, person: Person): Promise<Home> {
  const { workspace, installation, actor } = person;
  const asker = askerKey(installation, actor);
  const records = await live.of(workspace, asker, recentMax);
  const views = await Promise.all(records.map(({ id }) => consilience.runs.view(workspace, id).catch(() => null)));
  const known = await consilience.models.describe(AbortSignal.timeout(describeMsMax));
  return {
    actor,
    recent: views
      .filter((view) => view !== null)
      .map((view) => ({ question: view.question, words: headline(view), link: linkOf(workspace, view.id) })),
    models: known.models.map(({ model, label }) => ({ model, label })),
    chosen: (await memory.choice(workspace, asker)) ?? [],
    sentence: known.sentence,
  };
}
