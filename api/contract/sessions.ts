import { z } from 'zod';
import { bandOrNull, scoreOrNull } from './agreement.ts';
import { listQuery, nextCursor } from './paging.ts';
import { runSummary } from './runs.ts';
import { idText, isBlank, isLonger, modelName, moment, runId, sessionId } from './text.ts';

export type SearchHit = z.output<typeof searchHit>;
export type SessionSummary = z.output<typeof sessionSummary>;
export type SessionDetail = z.output<typeof sessionDetail>;
export type SessionPage = z.output<typeof sessionPage>;
export type ChangedSession = z.input<typeof changedSession>;

const titleCharactersMax = 200;

const searchHit = z
  .object({
    place: z.enum(['question', 'answer', 'synthesis']),
    model: modelName.nullable().describe('Whose answer.'),
    text: z.string().describe('A piece of the text around the words.'),
    marks: z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .readonly()
      .describe('The words in the piece, each as start and end, in UTF-16 units.'),
  })
  .meta({ id: 'SearchHit' });

export const sessionSummary = z
  .object({
    id: sessionId,
    title: z.string(),
    createdAt: moment,
    updatedAt: moment,
    runCount: z.number(),
    score: scoreOrNull.describe('Agreement of its latest run that has one.'),
    band: bandOrNull,
    starred: z.boolean(),
    found: z
      .object({ run: runId, hits: z.array(searchHit).readonly() })
      .nullable()
      .describe('When it was searched for: its latest run that passes, and where the words stand in it.'),
  })
  .meta({ id: 'SessionSummary' });

export const sessionDetail = z
  .object({ ...sessionSummary.shape, runs: z.array(runSummary).readonly().describe('Oldest first.') })
  .meta({ id: 'SessionDetail' });

export const sessionPage = z
  .object({ items: z.array(sessionSummary).readonly(), next: nextCursor })
  .meta({ id: 'SessionPage' });

const day = z
  .string()
  .regex(/^\d{1,15}$/, 'milliseconds since 1970-01-01 UTC')
  .meta({ examples: ['1795478400000'] });
const yes = z.literal('true').optional();

export const sessionQuery = z.strictObject({
  ...listQuery.shape,
  q: z.string().max(200).optional().describe('Words to find in titles, questions, answers and syntheses.'),
  since: day.optional().describe('Asked at this time or later.'),
  until: day.optional().describe('Asked before this time.'),
  model: z.string().min(3).max(200).optional().describe('With this model in the panel.'),
  band: z.enum(['strong', 'moderate', 'split']).optional(),
  disagreement: yes.describe('With a disagreement.'),
  starred: yes,
});
export type SessionQueryText = z.output<typeof sessionQuery>;

export const sessionParams = z.strictObject({ id: idText('session_unknown') });

export const changedSession = z
  .strictObject({
    title: z
      .string()
      .refine((text) => !isBlank(text) && !isLonger(text, titleCharactersMax), { params: { code: 'session_invalid' } })
      .meta({ minLength: 1, maxLength: titleCharactersMax })
      .optional(),
    starred: z.boolean().optional(),
  })
  .refine((change) => change.title !== undefined || change.starred !== undefined, 'a title or a star is expected')
  .meta({ id: 'ChangedSession', examples: [{ title: 'Fruit or vegetable' }, { starred: true }] });
