import { z } from 'zod';
import { agreement } from './agreement.ts';
import { answerView, eventError, synthesisView } from './answers.ts';
import { micros, milliseconds, modelName, moment, runId, sessionId } from './text.ts';

export const runState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);

/** All that there is to know of a run. */
export const consensusView = z
  .object({
    version: z.literal(1),
    id: runId,
    seq: z.number().describe('The last event folded in; follow the events after it.'),
    question: z.string(),
    session: sessionId,
    continues: z
      .object({ run: runId, models: z.array(modelName).readonly() })
      .nullable()
      .describe('The earlier run of the same question whose answers this one took over.'),
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
