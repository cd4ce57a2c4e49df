import { z } from 'zod';

export type Health = z.output<typeof health>;

export const health = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    rehearsal: z.boolean().describe('The default panel has simulated models: their answers are played from a file.'),
  })
  .meta({ id: 'Health' });
