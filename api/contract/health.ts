import { z } from 'zod';

export type Health = z.output<typeof health>;

export const health = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    rehearsal: z.boolean().describe('The default panel has simulated models: their answers are played from a file.'),
  })
  .meta({ id: 'Health' });

export const readiness = z
  .object({
    ready: z.boolean(),
    storeWritable: z.boolean(),
    draining: z.boolean().describe('It was told to stop.'),
    runsInFlight: z.int(),
    runsLimit: z.int().describe('Most runs that this process takes on at the moment.'),
  })
  .meta({ id: 'Readiness' });
