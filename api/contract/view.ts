import { z } from 'zod';
import { agreement } from './agreement.ts';
import { citations, eventError, trailer } from './events.ts';
import { micros, milliseconds, modelName, moment, runId, sessionId } from './text.ts';

export const runState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);

const answerView = z
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

const synthesisView = z
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

/** All that there is to know of a run. */
export const consensusView = z
  .object({
    version: z.literal(1),
    id: runId,
    seq: z.number().describe('The last event folded in; follow the events after it.'),
    question: z.string(),
    session: sessionId,
    state: runState,
    startedAt: moment,
    quorum: z.number(),
    answers: z.array(answerView).readonly().describe('One a model, in the order asked.'),
    agreement: agreement.nullable(),
    synthesis: synthesisView.nullable(),
    error: eventError.nullable(),
    ms: milliseconds.nullable(),
    costMicros: micros,
    rehearsal: z.boolean().describe('At least one of its models is simulated.'),
  })
  .meta({ id: 'ConsensusView', description: 'The fold of the events of a run.' });
