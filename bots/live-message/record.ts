import { z } from 'zod';
import { storedWorkspace } from '#core';
import type { CollectionSpec } from '#core';

export const placeSchema = z.object({
  installation: z.string(),
  channel: z.string(),
  thread: z.string().nullable(),
  asker: z.string(),
  replyUrl: z.string().nullable(),
});

const liveSchema = z.object({
  /** The run's id: a run is shown by one live message. */
  id: z.string(),
  workspace: storedWorkspace,
  platform: z.enum(['slack', 'discord', 'teams']),
  /** Made by `askerKey`: whose it is, for lists. */
  asker: z.string(),
  place: placeSchema,
  /** The platform's ids of the messages that are known to be there: the live one, then the further parts. */
  refs: z.array(z.string()),
  /** A post was begun whose outcome was not stored: look for it before posting again. */
  posting: z.boolean(),
  rung: z.enum(['rich', 'compact', 'plain']),
  /** How often the live message was posted again because somebody had removed it. */
  reposts: z.number().int(),
  /** Somebody asked for the full answers, and they were posted. */
  answersShown: z.boolean(),
  state: z.enum(['open', 'delivered', 'failed', 'expired']),
  createdAt: z.number().int(),
  /** Who drives it (empty: nobody) and until when nobody else may. */
  lease: z.object({ owner: z.string(), until: z.number() }),
  lastError: z.string(),
});
export type LiveRecord = z.output<typeof liveSchema>;

export const liveSpec: CollectionSpec<LiveRecord> = {
  name: 'live_messages',
  schema: liveSchema,
  indexes: [
    { fields: ['state', 'lease.until'], unique: false },
    { fields: ['workspace', 'asker', 'createdAt'], unique: false },
    { fields: ['createdAt'], unique: false },
  ],
  searchable: [],
};

export function askerKey(installation: string, asker: string): string {
  return `${installation}/${asker}`;
}
