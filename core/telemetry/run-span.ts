import type { AnswerView, ConsensusView } from '../consensus/view/index.ts';
import type { FinishedSpan } from '../ports/tracer.ts';

export interface TracedRun {
  readonly view: ConsensusView;
  readonly workspace: string;
  /** Milliseconds since the epoch; null when no synthesis was begun, or not in this process. */
  readonly synthesisAt: number | null;
  /** Whether questions, answers and the synthesis go along. */
  readonly withContent: boolean;
}

/**
 * A run that has ended as one span, with a part for each model that was asked and one for the synthesis. Attributes follow
 * OpenTelemetry's semantic conventions for generative AI where there is a name, and begin with `consilience.` where not.
 */
export function runSpan(run: TracedRun): FinishedSpan {
  const { view, workspace, withContent } = run;
  const endedAt = view.startedAt + (view.ms ?? 0);
  return {
    name: 'consilience.run',
    kind: 'internal',
    startedAt: view.startedAt,
    endedAt,
    attributes: known({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'consilience',
      'gen_ai.conversation.id': view.session,
      'consilience.run.id': view.id,
      'consilience.workspace': workspace,
      'consilience.run.state': view.state,
      'consilience.models.asked': view.answers.length,
      'consilience.models.answered': view.answers.filter(({ state }) => state === 'done').length,
      'consilience.agreement.score': view.agreement?.score,
      'consilience.agreement.band': view.agreement?.band,
      'consilience.cost.micros': view.costMicros,
      'consilience.rehearsal': view.rehearsal,
      ...(withContent ? messages(view.question, view.synthesis?.text ?? '') : {}),
    }),
    error: view.error,
    parts: [...view.answers.flatMap((answer) => answerSpan(run, answer)), ...synthesisSpan(run, endedAt)],
  };
}

function answerSpan({ view, withContent }: TracedRun, answer: AnswerView): FinishedSpan[] {
  const { model, vendor, startedAt, ms, error } = answer;
  if (startedAt === null) {
    return [];
  }
  const name = model.slice(vendor.length + 1);
  return [
    {
      name: `chat ${name}`,
      kind: 'client',
      startedAt,
      endedAt: startedAt + (ms ?? 0),
      attributes: known({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': vendor,
        'gen_ai.request.model': name,
        'gen_ai.request.stream': true,
        'gen_ai.usage.input_tokens': answer.inputTokens,
        'gen_ai.usage.output_tokens': answer.outputTokens,
        'gen_ai.response.finish_reasons': finish(answer),
        'gen_ai.response.time_to_first_chunk': answer.firstTokenMs === null ? null : answer.firstTokenMs / 1_000,
        'error.type': error?.code,
        'consilience.attempts': answer.attempt,
        'consilience.late': answer.late,
        'consilience.cost.micros': answer.costMicros,
        ...(withContent ? messages(view.question, answer.text) : {}),
      }),
      error,
      parts: [],
    },
  ];
}

function synthesisSpan({ view: { synthesis }, synthesisAt, withContent }: TracedRun, endedAt: number): FinishedSpan[] {
  if (synthesis === null || synthesisAt === null) {
    return [];
  }
  const [vendor = '', ...name] = (synthesis.model ?? '').split('/');
  return [
    {
      name: 'consilience.synthesis',
      kind: synthesis.kind === 'synthesis' ? 'client' : 'internal',
      startedAt: synthesisAt,
      endedAt: synthesis.ms === null ? endedAt : Math.min(endedAt, synthesisAt + synthesis.ms),
      attributes: known({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': vendor,
        'gen_ai.request.model': name.join('/'),
        'gen_ai.usage.output_tokens': synthesis.outputTokens,
        'error.type': synthesis.error?.code,
        'consilience.synthesis.kind': synthesis.kind,
        'consilience.attempts': synthesis.attempt,
        'consilience.cost.micros': synthesis.costMicros,
        ...(withContent ? { 'gen_ai.output.messages': message('assistant', synthesis.text) } : {}),
      }),
      error: synthesis.error,
      parts: [],
    },
  ];
}

function finish({ state, truncated }: AnswerView): readonly string[] | null {
  switch (state) {
    case 'done':
      return [truncated ? 'length' : 'stop'];
    case 'refused':
      return ['content_filter'];
    case 'failed':
    case 'cancelled':
      return ['error'];
    case 'waiting':
    case 'thinking':
    case 'writing':
      return null;
  }
}

function messages(asked: string, said: string) {
  return { 'gen_ai.input.messages': message('user', asked), 'gen_ai.output.messages': message('assistant', said) };
}

function message(role: string, content: string): string {
  return JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);
}

type Value = FinishedSpan['attributes'][string];

/** Without what is not known. */
function known(values: Readonly<Record<string, Value | null | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== null && entry[1] !== undefined),
  );
}
