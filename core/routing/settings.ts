import { z } from 'zod';
import { ConsilienceError } from '../errors.ts';
import type { Collection, CollectionSpec, DocumentStore } from '../ports/document-store.ts';
import { storedWorkspace } from '../workspaces/scoped.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';

const checkSchema = z.object({
  vendor: z.string(),
  works: z.boolean(),
  ms: z.number().int(),
  at: z.number().int(),
  error: z.object({ code: z.string(), message: z.string(), action: z.string() }).nullable(),
});

const settingsSchema = z.object({
  /** The workspace's own id: one document each. */
  id: z.string(),
  workspace: storedWorkspace,
  /** `vendor/name` each: never asked. */
  off: z.array(z.string()),
  /** The default panel; null takes the configured one. */
  panel: z.array(z.string()).nullable(),
  /** Who writes the synthesis; null takes the configured one. */
  synthesizer: z.string().nullable(),
  /** The last check of each vendor's key. */
  checks: z.array(checkSchema),
});

/** What a workspace has chosen of the models that there are. */
export type ModelSettings = Pick<z.output<typeof settingsSchema>, 'off' | 'panel' | 'synthesizer' | 'checks'>;
export type KeyCheck = z.output<typeof checkSchema>;

const settingsSpec: CollectionSpec<z.output<typeof settingsSchema>> = {
  name: 'model_settings',
  schema: settingsSchema,
  indexes: [],
  searchable: [],
};

export const noSettings: ModelSettings = { off: [], panel: null, synthesizer: null, checks: [] };

export class SettingsStore {
  readonly #documents: Collection<z.output<typeof settingsSchema>>;

  constructor(store: DocumentStore) {
    this.#documents = store.collection(settingsSpec);
  }

  async of(workspace: WorkspaceId): Promise<ModelSettings> {
    return (await this.#documents.get(workspace)) ?? noSettings;
  }

  /** What is left out stays. */
  async change(workspace: WorkspaceId, set: Partial<ModelSettings>): Promise<ModelSettings> {
    for (;;) {
      const after = await this.#documents.update({ id: workspace, workspace }, { set });
      if (after !== null) {
        return after;
      }
      try {
        const first = { id: workspace, workspace, ...noSettings, ...set };
        await this.#documents.insert(first);
        return first;
      } catch (error) {
        if (!(error instanceof ConsilienceError) || error.code !== 'store_conflict') {
          throw error;
        }
      }
    }
  }
}
