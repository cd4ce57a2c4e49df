import { z } from 'zod';
import type { Share } from '../consilience.ts';
import type { CollectionSpec } from '../ports/document-store.ts';
import { storedWorkspace } from '../workspaces/scoped.ts';

const shareSchema = z.object({
  /** Made of the token by a one-way function: whoever reads the store can open nothing with it. */
  id: z.string(),
  workspace: storedWorkspace,
  run: z.string(),
  session: z.string(),
  /** The last event that is shown. The log only grows, so this is the whole snapshot. */
  seq: z.number().int(),
  createdAt: z.number().int(),
});
export type ShareRecord = z.output<typeof shareSchema>;

export const shareSpec: CollectionSpec<ShareRecord> = {
  name: 'shares',
  schema: shareSchema,
  indexes: [{ fields: ['workspace', 'run', 'createdAt'], unique: false }],
  searchable: [],
};

export function shareOf({ id, run, createdAt }: ShareRecord): Share {
  return { id, run, createdAt };
}
