import { z } from 'zod';
import { judgement } from './judgement.ts';
import { modelName } from './text.ts';

const models = z.array(modelName).readonly();
export const band = z.enum(['strong', 'moderate', 'split']);
export const reason = z.enum(['polarity', 'number', 'date', 'entity', 'content', 'scope']);

export const scoreOrNull = z
  .number()
  .nullable()
  .describe('Agreement, 0 to 100; null with fewer than two answers that take a position.');
export const bandOrNull = band.nullable();

const position = z
  .object({
    id: z.string().describe('A, B, ... in order of strength.'),
    summary: z.string().describe('One line.'),
    quote: z.string().describe('A verbatim part of the answer of the first of its models.'),
    models: models.describe('The first one is the answer nearest to all others of the position.'),
  })
  .meta({ id: 'Position' });

const pair = z
  .object({
    a: modelName,
    b: modelName,
    p: z.number().describe('The probability that both say the same.'),
    cosine: z.number(),
    reason: reason.describe('What weighed most.'),
    entailment: z
      .object({ entails: z.number(), contradicts: z.number(), pByCode: z.number() })
      .exactOptional()
      .describe('What an entailment model read of the pair, and p before that; left out where none was asked.'),
  })
  .meta({ id: 'Pair' });

export const disagreement = z
  .object({
    point: z.string().describe('What they disagree on, in a few words.'),
    reason,
    sides: z
      .array(z.object({ position: z.string(), summary: z.string(), quote: z.string(), models }))
      .readonly()
      .describe('One side a position; the leading one first.'),
  })
  .meta({ id: 'Disagreement' });

export const agreement = z
  .object({
    score: scoreOrNull,
    band: bandOrNull,
    provisional: z.boolean().describe('Answers are still missing.'),
    answered: z.number(),
    asked: z.number(),
    positions: z.array(position).readonly().describe('Strongest first.'),
    abstained: models.describe('Models whose answer takes no position.'),
    models: models.describe('The order of rows and columns of matrix and cosine.'),
    matrix: z.array(z.array(z.number()).readonly()).readonly().describe('p(agree) of each pair, 0 to 1.'),
    cosine: z
      .array(z.array(z.number()).readonly())
      .readonly()
      .describe('Cosine of the embeddings of each pair, -1 to 1.'),
    pairs: z.array(pair).readonly().describe('Every pair once, the least agreeing first.'),
    disagreements: z.array(disagreement).readonly(),
    weak: z.boolean().describe('They agree, but say little that can be compared.'),
    independentVendors: z.number().describe('How many vendors stand behind the leading position.'),
    terms: z.object({ share: z.number(), inside: z.number(), coverage: z.number() }),
    judge: judgement.nullable(),
    entailment: z
      .object({ model: z.string().nullable() })
      .exactOptional()
      .describe('The entailment model that read unsure pairs; null when it failed; left out where none was asked.'),
    embedder: z.string(),
  })
  .meta({
    id: 'Agreement',
    description: 'Computed by code from the answers; a judge can only settle pairs that code leaves open.',
  });
