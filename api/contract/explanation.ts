import { z } from 'zod';
import { band, reason } from './agreement.ts';
import { claimTable } from './claims.ts';
import { modelName } from './text.ts';

export type Explanation = z.output<typeof explanation>;

const factorCode = z.enum([
  'words',
  'names',
  'otherNames',
  'sameNumber',
  'otherNumber',
  'mentionedNumber',
  'furtherNumbers',
  'sameDate',
  'otherDate',
  'mentionedDate',
  'sameStance',
  'oppositeStance',
  'denial',
  'noDenial',
  'sameFinal',
  'silence',
  'shape',
  'start',
  'others',
  'entailment',
]);

const factor = z.object({
  code: factorCode,
  effect: z.number().describe('In log-odds: above 0 for the same, below for different.'),
  words: z.string(),
});

const pair = z
  .object({
    a: modelName,
    b: modelName,
    p: z.number().describe('The probability that both say the same.'),
    cosine: z.number(),
    reason,
    words: z.string().describe('The reason in words.'),
    rule: z
      .object({ bound: z.enum(['atMost', 'atLeast']), p: z.number() })
      .nullable()
      .describe('The hard rule at whose bound p stands.'),
    factors: z.array(factor).readonly().describe('What weighed most, the weightiest first.'),
  })
  .meta({ id: 'PairExplanation' });

export const explanation = z
  .object({
    summary: z.array(z.string()).readonly().describe('Sentences, the most important first.'),
    trackRecord: z
      .object({
        band,
        records: z.array(z.object({ data: z.string(), right: z.number(), panels: z.number() })).readonly(),
      })
      .nullable()
      .describe('Of panels with the same band: how often the chosen answer was right. Not part of the score.'),
    pairs: z.array(pair).readonly(),
    claims: claimTable,
  })
  .meta({ id: 'Explanation', description: 'Why a run has the score it has.' });
