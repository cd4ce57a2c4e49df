import { z } from 'zod';
import { micros, milliseconds, modelName, moment } from './text.ts';

export const eventError = z
  .object({
    code: z.string().describe('A code of docs/errors.md.'),
    message: z.string(),
    action: z.string(),
  })
  .meta({ id: 'EventError' });

export const citations = z.array(z.object({ url: z.string(), title: z.string() })).readonly();

export const trailer = z
  .object({
    bottomLine: z.string(),
    stance: z.enum(['yes', 'no', 'depends', 'na']),
    keyFacts: z.array(z.string()).readonly(),
    confidence: z.number().nullable(),
  })
  .nullable()
  .describe('What the model said about its own answer.');

export const answerView = z
  .object({
    model: modelName,
    vendor: z.string(),
    label: z.string(),
    rehearsal: z.boolean(),
    state: z.enum(['waiting', 'thinking', 'writing', 'done', 'refused', 'failed', 'cancelled']),
    late: z.boolean(),
    attempt: z.number(),
    text: z.string(),
    startedAt: moment.nullable(),
    firstTokenMs: milliseconds.nullable(),
    ms: milliseconds.nullable(),
    inputTokens: z.number().nullable(),
    outputTokens: z.number().nullable(),
    costMicros: micros.nullable(),
    citations,
    trailer,
    truncated: z.boolean().describe('The answer stopped at its length cap.'),
    error: eventError.nullable(),
  })
  .meta({ id: 'AnswerView' });

export const synthesisView = z
  .object({
    state: z.enum(['writing', 'done']),
    kind: z.enum(['synthesis', 'best-answer', 'none']),
    model: modelName.nullable(),
    attempt: z.number(),
    text: z.string().describe('The segments joined.'),
    segments: z.array(z.object({ text: z.string(), models: z.array(modelName).readonly() })).readonly(),
    ms: milliseconds.nullable(),
    outputTokens: z.number().nullable(),
    costMicros: micros.nullable(),
    error: eventError.nullable(),
  })
  .meta({ id: 'SynthesisView' });
