import { z } from 'zod';
import type { RunSummary, SessionSummary } from '../consilience.ts';
import type { CollectionSpec } from '../ports/document-store.ts';
import { storedWorkspace } from '../workspaces/scoped.ts';

const runSchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  session: z.string(),
  question: z.string(),
  /** The run of the session whose reply this question follows; null at the beginning. Missing in old records: the run accepted before. */
  follows: z.string().nullable().optional(),
  /** The earlier run of the same question that it continues, and the one model that it asks; null for a run of its own. */
  continues: z.object({ run: z.string(), model: z.string() }).nullable().default(null),
  /** The panel as it was chosen: `vendor/name` each. */
  models: z.array(z.string()),
  /** `queued`: accepted, and no process works on it. */
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  createdAt: z.number().int(),
  endedAt: z.number().int().nullable(),
  score: z.number().nullable(),
  band: z.enum(['strong', 'moderate', 'split']).nullable(),
  costMicros: z.number().nullable(),
  rehearsal: z.boolean(),
  /** Part of the run, so that the key and the run are one insert. */
  idempotency: z.object({ key: z.string(), bodyHash: z.string() }).optional(),
  /** Who drives the run (empty: nobody) and until when nobody else may; renewed while it is driven. */
  lease: z.object({ owner: z.string(), until: z.number() }),
  /** Raised by every take-over: a write of an earlier owner matches no document. */
  epoch: z.number().int(),
  /** How often in a row it was taken over from a process that neither handed it over nor got it any further. */
  takeovers: z.number().int(),
  /** How far it was at the last take-over: the answers that had ended. */
  progress: z.number().int().default(0),
  /** Its owner is to stop it. */
  cancelRequested: z.boolean(),
});
export type RunRecord = z.output<typeof runSchema>;

export const runSpec: CollectionSpec<RunRecord> = {
  name: 'runs',
  schema: runSchema,
  indexes: [
    { fields: ['workspace', 'idempotency.key'], unique: true },
    // One run continues another, whoever asks for it at the same time: versions of a run are a line and not a tree.
    { fields: ['workspace', 'continues.run'], unique: true },
    { fields: ['workspace', 'session', 'createdAt'], unique: false },
    { fields: ['workspace', 'createdAt'], unique: false },
    { fields: ['state', 'lease.until'], unique: false },
  ],
  searchable: ['question'],
};

const sessionSchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  title: z.string(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
  runCount: z.number().int(),
  score: z.number().nullable(),
  band: z.enum(['strong', 'moderate', 'split']).nullable().default(null),
  starred: z.boolean().default(false),
  /** `hidden`: removed, and can be restored for a while; `removing`: what is left of it is being removed for good. */
  state: z.enum(['open', 'hidden', 'removing']),
  /** Since when it is hidden. */
  hiddenAt: z.number().int().nullable().default(null),
});
export type SessionRecord = z.output<typeof sessionSchema>;

export const sessionSpec: CollectionSpec<SessionRecord> = {
  name: 'sessions',
  schema: sessionSchema,
  indexes: [
    { fields: ['workspace', 'updatedAt'], unique: false },
    { fields: ['workspace', 'starred', 'updatedAt'], unique: false },
    { fields: ['state', 'hiddenAt'], unique: false },
  ],
  searchable: [],
};

export const activeStates = ['queued', 'running'] as const;

export function isActive(run: Pick<RunRecord, 'state'>): boolean {
  return run.state === 'queued' || run.state === 'running';
}

export function runSummary(run: RunRecord): RunSummary {
  const { id, session, question, state, createdAt, endedAt, models, score, band, costMicros, rehearsal } = run;
  const place = { follows: run.follows ?? null, continues: run.continues?.run ?? null };
  return { id, session, question, ...place, state, createdAt, endedAt, models, score, band, costMicros, rehearsal };
}

export function sessionSummary(session: SessionRecord): SessionSummary {
  const { id, title, createdAt, updatedAt, runCount, score, band, starred } = session;
  return { id, title, createdAt, updatedAt, runCount, score, band, starred, found: null };
}
