import { z } from 'zod';
import { eventError } from './answers.ts';
import { claimTable } from './claims.ts';
import { micros, milliseconds, modelName } from './text.ts';

const judgedPair = z.object({ a: modelName, b: modelName, same: z.boolean() });

export const judgementFields = {
  outcome: z
    .enum(['asking', 'applied', 'unchanged', 'unconfirmed', 'failed', 'suspected'])
    .describe('In all but applied the result is that of code alone.'),
  judges: z.array(modelName).readonly().describe('Who was asked, in order.'),
  pairs: z.array(judgedPair).readonly().describe('The pairs that count.'),
  claims: claimTable.nullable(),
  dropped: z.number().describe('Findings whose quote stands in no answer.'),
  scoreByCode: z.number().nullable().describe('The score that code alone gave.'),
  error: eventError.nullable(),
  ms: milliseconds,
  inputTokens: z.number(),
  outputTokens: z.number(),
  costMicros: micros.nullable(),
};

export const judgement = z
  .object(judgementFields)
  .meta({ id: 'Judgement', description: 'What came of asking a judge where code alone is unsure.' });
