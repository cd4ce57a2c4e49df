import { z } from 'zod';
import { ConsilienceError, storedWorkspace } from '#core';
import type { Collection, CollectionSpec, Document, DocumentStore, WorkspaceId } from '#core';

const threadSchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  session: z.string(),
  /** The newest run in it. */
  run: z.string(),
});
const choiceSchema = z.object({ id: z.string(), workspace: storedWorkspace, models: z.array(z.string()) });
const opinionSchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  run: z.string(),
  verdict: z.enum(['up', 'down']),
  at: z.number().int(),
});

type ThreadRecord = z.output<typeof threadSchema>;
type ChoiceRecord = z.output<typeof choiceSchema>;
type OpinionRecord = z.output<typeof opinionSchema>;

function spec<D extends Document>(name: string, schema: z.ZodType<D>): CollectionSpec<D> {
  return { name, schema, indexes: [], searchable: [] };
}

/** What the desk remembers between deliveries: which session a thread is, which models a person asks, what they think. */
export class Memory {
  readonly #threads: Collection<ThreadRecord>;
  readonly #choices: Collection<ChoiceRecord>;
  readonly #opinions: Collection<OpinionRecord>;

  constructor(store: DocumentStore) {
    this.#threads = store.collection(spec('chat_threads', threadSchema));
    this.#choices = store.collection(spec('chat_choices', choiceSchema));
    this.#opinions = store.collection(spec('chat_opinions', opinionSchema));
  }

  async thread(workspace: WorkspaceId, key: string): Promise<ThreadRecord | null> {
    return owned(await this.#threads.get(key), workspace);
  }

  rememberThread(thread: ThreadRecord): Promise<void> {
    return put(this.#threads, thread, { session: thread.session, run: thread.run });
  }

  /** Null for the default panel. */
  async choice(workspace: WorkspaceId, asker: string): Promise<readonly string[] | null> {
    const choice = owned(await this.#choices.get(asker), workspace);
    return choice === null || choice.models.length === 0 ? null : choice.models;
  }

  rememberChoice(choice: ChoiceRecord): Promise<void> {
    return put(this.#choices, choice, { models: choice.models });
  }

  rememberOpinion(opinion: OpinionRecord): Promise<void> {
    return put(this.#opinions, opinion, { verdict: opinion.verdict, at: opinion.at });
  }
}

function owned<D extends Document>(document: D | null, workspace: WorkspaceId): D | null {
  return document?.workspace === workspace ? document : null;
}

async function put<D extends Document>(
  collection: Collection<D>,
  document: D,
  set: Readonly<Record<string, unknown>>,
): Promise<void> {
  const filter = { id: document.id, workspace: document.workspace };
  if ((await collection.update(filter, { set })) !== null) {
    return;
  }
  try {
    await collection.insert(document);
  } catch (error) {
    if (!(error instanceof ConsilienceError) || error.code !== 'store_conflict') {
      throw error;
    }
    await collection.update(filter, { set });
  }
}
