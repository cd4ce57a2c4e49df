import { z } from 'zod';
import { modelName } from './text.ts';

const stance = z.object({
  model: modelName,
  stance: z.enum(['supports', 'contradicts', 'silent']),
  quote: z.string().describe("A verbatim part of the model's answer; empty when it is silent."),
});

export const claimTable = z
  .object({
    models: z.array(modelName).readonly().describe('The order of the stances of each claim.'),
    claims: z
      .array(z.object({ text: z.string(), stances: z.array(stance).readonly() }))
      .readonly()
      .describe('Contradicted ones first, then those that most answers hold.'),
  })
  .meta({ id: 'ClaimTable', description: 'What the answers say, point by point.' });
