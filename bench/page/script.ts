import type { ConsensusEvent, EventBody } from '#api/contract';
import { builtInCast } from '../../core/rehearsal/cast-file.ts';
import { vendors } from '../../core/rehearsal/cast.ts';

export const runId = 'run_1';
const models = (count: number) => Array.from({ length: count }, (_, index) => `vendor/model-${index}`);

/** The Markdown that the answers are made of: the cast's, again and again, each answer from another place on. */
function prose(from: number, characters: number): string {
  const { questions } = builtInCast();
  let text = '';
  for (let at = from; text.length < characters; at += 1) {
    const question = questions[at % questions.length];
    text += `${question?.answers[vendors[at % vendors.length] ?? 'openai']?.text ?? ''}\n\n`;
  }
  return text.slice(0, characters);
}

/** About four characters each. */
function tokens(text: string): readonly string[] {
  return text.match(/[\s\S]{1,4}/g) ?? [];
}

function numbered(bodies: readonly EventBody[]): readonly ConsensusEvent[] {
  const startedAt = Date.now();
  return bodies.map((body, index) => ({ runId, seq: index + 1, at: startedAt + index, ...body }));
}

function begun(names: readonly string[]): readonly EventBody[] {
  return [
    {
      type: 'run-start',
      question: 'How does the page keep up?',
      session: 'ses_1',
      quorum: names.length,
      panel: names.map((model) => ({ model, vendor: 'vendor', label: model, rehearsal: true, late: false })),
    },
    ...names.map((model) => ({ type: 'answer-start' as const, model, attempt: 1 })),
  ];
}

export interface Stream {
  readonly events: readonly ConsensusEvent[];
  /** How many of them come before the stream. */
  readonly before: number;
  /** How many come together, one token of each model. */
  readonly together: number;
}

/** `count` models that write at the same time, one event a token. */
export function writing(count: number, tokensEach: number): Stream {
  const names = models(count);
  const pieces = names.map((_, index) => tokens(prose(index * 5, tokensEach * 4)));
  const head = begun(names);
  const deltas = Array.from({ length: tokensEach }, (_, at) =>
    names.map((model, index): EventBody => ({
      type: 'answer-delta',
      model,
      phase: 'writing',
      text: pieces[index]?.[at] ?? '.',
    })),
  ).flat();
  return { events: numbered([...head, ...deltas]), before: head.length, together: count };
}

/** One answer of so many characters that goes on for `tokensMore`. */
export function longAnswer(characters: number, tokensMore: number): Stream {
  const [model = ''] = models(1);
  const head: readonly EventBody[] = [
    ...begun([model]),
    { type: 'answer-delta', model, phase: 'writing', text: prose(0, characters) },
  ];
  const more = tokens(prose(3, tokensMore * 4)).map((text): EventBody => ({
    type: 'answer-delta',
    model,
    phase: 'writing',
    text,
  }));
  return { events: numbered([...head, ...more]), before: head.length, together: 1 };
}
