import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CollectionSpec } from '../ports/document-store.ts';
import { storedWorkspace } from '../workspaces/scoped.ts';

const count = z.number().int().default(0);

const modelSchema = z.object({
  model: z.string().default(''),
  /** As people last saw it; a simulated one carries the word rehearsal in it. */
  label: z.string().default(''),
  answered: count,
  /** Answered, but after the synthesis had begun. */
  late: count,
  refused: count,
  failed: count,
  cancelled: count,
  /** Known costs, millionths of a US dollar. */
  costMicros: count,
  /** How many answers took how long, by `bucketOf`. */
  ms: z.record(z.string(), z.number().int()).default({}),
  /** Answers that took a position in a run where at least two did. */
  compared: count,
  /** Of these, in the leading position. */
  leading: count,
  /** Of these, the only one outside it. */
  alone: count,
});

const pairSchema = z.object({
  a: z.string().default(''),
  b: z.string().default(''),
  runs: count,
  /** The sum of p(agree), in thousandths. */
  agreed: count,
});

/** What the models of one workspace did on one day (UTC), added up as runs end. */
const daySchema = z.object({
  id: z.string(),
  workspace: storedWorkspace,
  day: z.string(),
  runs: count,
  models: z.record(z.string(), modelSchema).default({}),
  pairs: z.record(z.string(), pairSchema).default({}),
  /**
   * The runs that are counted here already and when they were: in the same document, so that a run is counted once
   * however often its end is recorded. Those whose record says that they have ended are taken off after an hour.
   */
  counted: z.record(z.string(), z.number().int()).default({}),
});
export type DayRecord = z.output<typeof daySchema>;
export type ModelDay = DayRecord['models'][string];

export const daySpec: CollectionSpec<DayRecord> = {
  name: 'model_days',
  schema: daySchema,
  indexes: [{ fields: ['workspace', 'day'], unique: true }],
  searchable: [],
};

/** `2026-11-25`, UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** A model as a field of a document: names hold dots and slashes, and can be long. */
export function modelKey(model: string): string {
  return `m${createHash('sha256').update(model).digest('hex').slice(0, 16)}`;
}

export function pairKey(a: string, b: string): string {
  return `${modelKey(a)}_${modelKey(b)}`;
}

const bucketMsFirst = 50;
const bucketGrowth = 1.15;
const bucketMax = 90;

/** Which bucket a duration falls in; a bucket reaches 15 % further than the one before, so its middle is at most 7.5 % off. */
export function bucketOf(ms: number): string {
  const number = Math.round(Math.log(Math.max(ms, bucketMsFirst) / bucketMsFirst) / Math.log(bucketGrowth));
  return `b${Math.min(bucketMax, number)}`;
}

/** The duration in the middle of a bucket, in milliseconds. */
export function bucketMs(bucket: string): number {
  return bucketMsFirst * bucketGrowth ** Number(bucket.slice(1));
}
