import { z } from 'zod';
import { scoreOrNull } from './agreement.ts';
import { nextCursor } from './paging.ts';
import { runSummary } from './runs.ts';
import { idText, isBlank, isLonger, moment, sessionId } from './text.ts';

export type SessionSummary = z.output<typeof sessionSummary>;
export type SessionDetail = z.output<typeof sessionDetail>;
export type SessionPage = z.output<typeof sessionPage>;
export type RenamedSession = z.input<typeof renamedSession>;

const titleCharactersMax = 200;

export const sessionSummary = z
  .object({
    id: sessionId,
    title: z.string(),
    createdAt: moment,
    updatedAt: moment,
    runCount: z.number(),
    score: scoreOrNull.describe('Agreement of its latest run that has one.'),
  })
  .meta({ id: 'SessionSummary' });

export const sessionDetail = z
  .object({ ...sessionSummary.shape, runs: z.array(runSummary).readonly().describe('Oldest first.') })
  .meta({ id: 'SessionDetail' });

export const sessionPage = z
  .object({ items: z.array(sessionSummary).readonly(), next: nextCursor })
  .meta({ id: 'SessionPage' });

export const sessionParams = z.strictObject({ id: idText('session_unknown') });

export const renamedSession = z
  .strictObject({
    title: z
      .string()
      .refine((text) => !isBlank(text) && !isLonger(text, titleCharactersMax), { params: { code: 'session_invalid' } })
      .meta({ minLength: 1, maxLength: titleCharactersMax }),
  })
  .meta({ id: 'RenamedSession', examples: [{ title: 'Fruit or vegetable' }] });
