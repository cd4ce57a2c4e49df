import { z } from 'zod';
import { micros, milliseconds, modelName } from './text.ts';

export type StatsView = z.output<typeof statsView>;
export type ModelStats = z.output<typeof modelStats>;
export type PairStats = z.output<typeof pairStats>;

const day = z.string().meta({ description: 'A day, UTC.', examples: ['2026-11-25'] });
const share = z.number().describe('0 to 1.');

const modelStats = z
  .object({
    model: modelName,
    label: z.string(),
    asked: z.number().describe('Answered, refused, failed and stopped together.'),
    answered: z.number(),
    late: z.number().describe('Of the answers: those after the synthesis had begun.'),
    refused: z.number(),
    failed: z.number(),
    cancelled: z.number(),
    costMicros: micros,
    msP50: milliseconds.nullable().describe('Median time to the whole answer, within 7.5 %.'),
    msP95: milliseconds.nullable(),
    compared: z.number().describe('Answers that took a position in a run where at least two did.'),
    leading: z.number().describe('Of these: in the leading position.'),
    alone: z.number().describe('Of these: the only one outside the leading position.'),
    daily: z.array(z.object({ day, asked: z.number(), answered: z.number() })).readonly(),
  })
  .meta({ id: 'ModelStats' });

const pairStats = z
  .object({
    a: modelName,
    b: modelName,
    runs: z.number(),
    p: share.describe('Mean probability that both say the same, 0 to 1.'),
    daily: z.array(z.object({ day, runs: z.number(), p: share })).readonly(),
  })
  .meta({ id: 'PairStats' });

export const statsView = z
  .object({
    since: day,
    days: z.number(),
    runs: z.number(),
    models: z.array(modelStats).readonly().describe('The most asked first.'),
    pairs: z.array(pairStats).readonly().describe('The least agreeing first.'),
  })
  .meta({
    id: 'StatsView',
    description: 'What each model did over the runs of the workspace; days without runs are left out.',
  });

export const statsQuery = z.strictObject({
  days: z
    .string()
    .regex(/^(?:[1-9]\d?|[12]\d\d|3[0-5]\d|36[0-6])$/, 'a whole number from 1 to 366')
    .optional()
    .meta({ description: 'Today and the days before, 1 to 366; 30 when left out.', examples: ['30'] }),
});
