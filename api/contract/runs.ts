import { z } from 'zod';
import { bandOrNull, scoreOrNull } from './agreement.ts';
import { nextCursor } from './paging.ts';
import { idText, isBlank, isLonger, micros, modelName, moment, runId, sessionId } from './text.ts';
import { runState } from './view.ts';

export type NewRun = z.input<typeof newRun>;
export type AcceptedRun = z.output<typeof acceptedRun>;
export type AddedModel = z.input<typeof addedModel>;
export type CancelledRun = z.output<typeof cancelledRun>;
export type RunSummary = z.output<typeof runSummary>;
export type RunPage = z.output<typeof runPage>;

export const questionCharactersMax = 16_000;
const panelModelsMax = 8;

const question = z
  .string()
  .refine((text) => !isBlank(text), { params: { code: 'question_empty' } })
  .refine((text) => !isLonger(text, questionCharactersMax), { params: { code: 'question_too_long' } })
  .meta({ description: 'What to ask.', minLength: 1, maxLength: questionCharactersMax });

const panel = z
  .array(z.string().min(3).max(200))
  .refine((names) => names.length > 0 && names.length <= panelModelsMax && new Set(names).size === names.length, {
    params: { code: 'panel_invalid' },
  })
  .meta({
    description: 'Which models to ask, as vendor/name; the default panel when left out.',
    minItems: 1,
    maxItems: panelModelsMax,
    uniqueItems: true,
  });

export const newRun = z
  .strictObject({
    question,
    models: panel.optional(),
    session: idText('session_unknown').optional().describe('Continues this session; a new one begins when left out.'),
    follows: idText('run_unknown')
      .nullable()
      .optional()
      .describe(
        'The run of the session that the question follows; another one than the latest begins a branch, null stands at the beginning. The latest one when left out.',
      ),
  })
  .meta({ id: 'NewRun', examples: [{ question: 'Is a tomato a fruit?' }] });

/** Printable, and not a space at either end: HTTP takes those away. */
const keyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .refine((text) => keyPattern.test(text), {
      params: { code: 'idempotency_key_invalid' },
    })
    .optional()
    .meta({
      pattern: keyPattern.source,
      description: 'Your own id of this request: sending it again gives the same run, for 24 hours.',
      minLength: 1,
      maxLength: 255,
    }),
});

export const acceptedRun = z
  .object({ id: runId, session: sessionId })
  .meta({ id: 'AcceptedRun', description: 'The run is durable; follow its events.' });

export const addedModel = z
  .strictObject({ model: z.string().min(3).max(200).meta({ description: 'vendor/name' }) })
  .meta({ id: 'AddedModel', examples: [{ model: 'openai/gpt-5.5' }] });

export const runParams = z.strictObject({ id: idText('run_unknown') });

export const cancelledRun = z.object({ id: runId, state: runState }).meta({ id: 'CancelledRun' });

export const runSummary = z
  .object({
    id: runId,
    session: sessionId,
    question: z.string(),
    follows: runId
      .nullable()
      .describe('The run whose reply the question follows; null at the beginning of the session.'),
    continues: runId
      .nullable()
      .describe('The run of the same question whose place this one takes, with one more model.'),
    state: runState,
    createdAt: moment,
    endedAt: moment.nullable(),
    models: z.array(modelName).readonly(),
    score: scoreOrNull,
    band: bandOrNull,
    costMicros: micros.nullable(),
    rehearsal: z.boolean(),
  })
  .meta({ id: 'RunSummary' });

export const runPage = z.object({ items: z.array(runSummary).readonly(), next: nextCursor }).meta({ id: 'RunPage' });

const sequence = z
  .string()
  .regex(/^\d{1,9}$/, 'a whole number of at most 9 digits')
  .meta({ examples: ['42'] });

export const followQuery = z.strictObject({
  after: sequence.optional().describe('Leaves out the events up to this sequence; Last-Event-ID goes before it.'),
});

export const followHeaders = z.object({
  'last-event-id': sequence.optional().describe('The id of the last event that was received.'),
});
