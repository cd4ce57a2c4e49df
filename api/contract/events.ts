import { z } from 'zod';
import { agreement, disagreement } from './agreement.ts';
import { judgementFields } from './judgement.ts';
import { answerView, citations, eventError, synthesisView, trailer } from './answers.ts';
import { micros, milliseconds, modelName, moment, runId, sessionId } from './text.ts';

const head = {
  runId,
  seq: z.number().describe('Starts at 1 in each run and has no holes.'),
  at: moment,
};

const panelModel = z.object({
  model: modelName,
  vendor: z.string(),
  label: z.string(),
  rehearsal: z.boolean(),
  late: z.boolean(),
});

const runStart = z.object({
  ...head,
  type: z.literal('run-start'),
  question: z.string(),
  session: sessionId,
  panel: z.array(panelModel).readonly(),
  quorum: z.number().describe('How many answers start the synthesis.'),
});

const answersCarried = z.object({
  ...head,
  type: z.literal('answers-carried'),
  from: runId.describe('The run that this one continues.'),
  answers: z.array(answerView).readonly().describe('Answers of that run: their models are not asked again.'),
  agreement: agreement.nullable(),
  synthesis: synthesisView.nullable().describe('Null when it has to be written anew.'),
});

const answerStart = z.object({
  ...head,
  type: z.literal('answer-start'),
  model: modelName,
  attempt: z.number().describe('Text of an earlier attempt is void.'),
});

const answerDelta = z.object({
  ...head,
  type: z.literal('answer-delta'),
  model: modelName,
  phase: z.enum(['thinking', 'writing']),
  text: z.string(),
});

const answerEnd = z.object({
  ...head,
  type: z.literal('answer-end'),
  model: modelName,
  finish: z.enum(['stop', 'length', 'refusal']),
  late: z.boolean().describe('It came after the synthesis had begun.'),
  firstTokenMs: milliseconds,
  ms: milliseconds,
  inputTokens: z.number(),
  outputTokens: z.number(),
  costMicros: micros.nullable(),
  citations,
  trailer,
});

const answerError = z.object({
  ...head,
  type: z.literal('answer-error'),
  model: modelName,
  error: eventError,
  ms: milliseconds,
});

const agreementFound = z.object({ ...head, type: z.literal('agreement'), agreement });

const disagreementFound = z.object({ ...head, type: z.literal('disagreement'), disagreement });

const judgeStart = z.object({ ...head, type: z.literal('judge-start'), model: modelName });

const judgeEnd = z.object({ ...head, type: z.literal('judge-end'), ...judgementFields });

const synthesisStart = z.object({
  ...head,
  type: z.literal('synthesis-start'),
  model: modelName,
  attempt: z.number().describe('Segments of an earlier attempt are void.'),
  reason: z.enum(['quorum', 'all-answered', 'invalid', 'late-answer']),
});

const synthesisDelta = z.object({
  ...head,
  type: z.literal('synthesis-delta'),
  segment: z.number().describe('Which segment the text continues, counted from 0.'),
  text: z.string(),
  models: z
    .array(modelName)
    .readonly()
    .nullable()
    .describe('Who supports the segment; null while it is being written.'),
});

const synthesisEnd = z.object({
  ...head,
  type: z.literal('synthesis-end'),
  kind: z.enum(['synthesis', 'best-answer', 'none']),
  model: modelName.nullable(),
  error: eventError.nullable(),
  ms: milliseconds,
  inputTokens: z.number(),
  outputTokens: z.number(),
  costMicros: micros.nullable(),
});

const runEnd = z.object({
  ...head,
  type: z.literal('run-end'),
  state: z.enum(['done', 'failed', 'cancelled']),
  error: eventError.nullable(),
  ms: milliseconds,
  costMicros: micros,
});

/** One event of a run. */
export const consensusEvent = z
  .discriminatedUnion('type', [
    runStart,
    answersCarried,
    answerStart,
    answerDelta,
    answerEnd,
    answerError,
    agreementFound,
    disagreementFound,
    judgeStart,
    judgeEnd,
    synthesisStart,
    synthesisDelta,
    synthesisEnd,
    runEnd,
  ])
  .meta({ id: 'ConsensusEvent', description: 'What happens in a run, in order. Fold all of them to get the view.' });

/** A frame of the event stream, as a reader of server-sent events hands it on. */
export const eventFrame = z
  .object({
    id: z.string().describe('The sequence of the event.'),
    event: z.string().describe('The type of the event.'),
    data: z.string().meta({
      description: 'The event as JSON.',
      contentMediaType: 'application/json',
      contentSchema: { $ref: '#/components/schemas/ConsensusEvent' },
    }),
  })
  .meta({ id: 'EventFrame' });
