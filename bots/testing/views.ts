import { emptyView } from '#core/view';
import type { Agreement, AnswerView, ConsensusView } from '#core/view';

const names = ['openai/one', 'anthropic/two', 'google/three', 'perplexity/four'] as const;

export interface ViewOptions {
  readonly ended: boolean;
  /** What the models wrote, in their order; the synthesis is the last one. */
  readonly texts?: readonly string[];
  readonly question?: string;
  readonly citations?: readonly { readonly url: string; readonly title: string }[];
}

/** A run of four models of which one dissents, with texts to be put in everywhere a model's text goes. */
export function view({ ended, texts = [], question = 'When was it?', citations = [] }: ViewOptions): ConsensusView {
  const text = (index: number) => texts[index % Math.max(1, texts.length)] ?? `In 196${index}.`;
  return {
    ...emptyView('run_01KB0000000000000000000000'),
    seq: ended ? 40 : 12,
    question,
    session: 'ses_01KB0000000000000000000000',
    state: ended ? 'done' : 'running',
    startedAt: 1_000,
    quorum: 3,
    answers: names.map((model, index) => answer(model, { text: text(index), ended, citations })),
    agreement: agreement(text, ended),
    synthesis: {
      state: ended ? 'done' : 'writing',
      kind: 'synthesis',
      model: names[0],
      attempt: 1,
      text: `${text(0)} ${text(1)}`,
      segments: [
        { text: text(names.length), models: [names[0], names[1]] },
        { text: text(names.length + 1), models: [names[3]] },
      ],
      ms: ended ? 900 : null,
      outputTokens: ended ? 50 : null,
      costMicros: null,
      error: null,
    },
    ms: ended ? 4_200 : null,
    costMicros: 1_234,
    rehearsal: true,
  };
}

function answer(
  model: string,
  { text, ended, citations }: Pick<AnswerView, 'text' | 'citations'> & { readonly ended: boolean },
): AnswerView {
  return {
    model,
    vendor: model.split('/')[0] ?? '',
    label: `rehearsal ${model}`,
    rehearsal: true,
    state: ended ? 'done' : 'writing',
    late: false,
    attempt: 1,
    text,
    startedAt: 1_000,
    firstTokenMs: 100,
    ms: ended ? 2_000 : null,
    inputTokens: 10,
    outputTokens: 20,
    costMicros: 300,
    citations,
    trailer: null,
    truncated: false,
    error: null,
  };
}

function agreement(text: (index: number) => string, ended: boolean): Agreement {
  const sides = [
    { position: 'A', summary: text(0), quote: text(0), models: [names[0], names[1], names[2]] },
    { position: 'B', summary: text(3), quote: text(3), models: [names[3]] },
  ];
  return {
    score: 71,
    band: 'moderate',
    provisional: !ended,
    answered: 4,
    asked: 4,
    positions: sides.map(({ position: id, ...side }) => ({ id, ...side })),
    abstained: [],
    models: names,
    matrix: names.map(() => names.map(() => 1)),
    cosine: names.map(() => names.map(() => 1)),
    pairs: [],
    disagreements: [{ point: text(2), reason: 'number', sides }],
    weak: false,
    independentVendors: 3,
    judge: null,
    terms: { share: 0.75, inside: 0.9, coverage: 1 },
    embedder: 'lexical',
  };
}
