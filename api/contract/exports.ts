import { z } from 'zod';
import { consensusView } from './view.ts';

export const exportQuery = z.strictObject({
  format: z.enum(['markdown', 'json']).optional().describe('markdown when left out.'),
});

export const exportedRun = z
  .object({
    format: z.literal('consilience-run'),
    version: z.literal(1),
    notice: z.string().nullable().describe('Says so when simulated models took part.'),
    run: consensusView,
  })
  .meta({ id: 'ExportedRun' });
