import { emptyView, fold } from '#api/contract';
import type { Agreement, ConsensusEvent, ConsensusView, EventBody, RunSummary } from '#api/contract';

/** Runs to play: written for these tests, in the shapes of the API. */

export const panel = [
  model('openai/gpt-5.5', 'GPT-5.5'),
  model('anthropic/claude-opus-4-8', 'Claude Opus 4.8'),
  model('google/gemini-3-pro', 'Gemini 3 Pro'),
  model('vllm/llama-3.3-70b', 'Llama 3.3 70B'),
  { ...model('perplexity/sonar-deep-research', 'Sonar Deep Research'), late: true },
];

const [gpt, claude, gemini, llama, sonar] = panel.map((one) => one.model) as [string, string, string, string, string];

export const question = 'At what temperature does water boil on a 3,000 m mountain?';

const texts: Readonly<Record<string, string>> = {
  [gpt]:
    'Around **90 °C**. Atmospheric pressure at 3,000 m is about 70 kPa, and water boils when its vapour pressure matches that.\n\n- Sea level: 100 °C\n- 1,500 m: about 95 °C\n- 3,000 m: about 90 °C\n\nFood therefore takes longer to cook.',
  [claude]:
    'About 90 °C (194 °F). The boiling point falls by roughly 1 °C for every 300 m of altitude [1].\n\n| Height | Boiling point |\n| --- | --- |\n| 0 m | 100 °C |\n| 3,000 m | 90 °C |\n\nSee [the table](https://www.example.org/boiling) for more.',
  [gemini]: 'Water boils at 100 °C regardless of altitude; what changes is how long food takes to cook.',
  [llama]:
    'Roughly 90 degrees Celsius. At higher altitude the surrounding pressure is lower, so water molecules escape at a lower temperature.\n\n```python\ndef boiling_point(height_m):\n    return 100 - height_m / 300\n```\n\nThis is a rule of thumb.\n\n1. Measure the pressure.\n2. Look the temperature up.\n3. Cook longer.\n\nPressure cookers avoid the whole question by keeping the pressure up inside the pot, whatever the weather and the height are outside it.',
  [sonar]: 'At 3,000 m water boils at about 90 °C, according to two sources [1][2].',
};

function model(name: string, label: string) {
  return { model: name, vendor: name.split('/')[0] ?? '', label, rehearsal: false, late: false };
}

/** Gives each event its head: 40 ms apart, sequences without holes. */
function log(runId: string, startedAt: number, bodies: readonly EventBody[]): readonly ConsensusEvent[] {
  return bodies.map((body, index) => ({ runId, seq: index + 1, at: startedAt + index * 40, ...body }));
}

export interface ScriptOptions {
  readonly id: string;
  readonly session: string;
  readonly startedAt: number;
  readonly rehearsal?: boolean;
  readonly question?: string;
}

function start(options: ScriptOptions, models = panel): EventBody {
  const labelled = models.map((one) =>
    options.rehearsal ? { ...one, rehearsal: true, label: `${one.label} (rehearsal)` } : one,
  );
  return {
    type: 'run-start',
    question: options.question ?? question,
    session: options.session,
    panel: labelled,
    quorum: Math.min(3, models.length),
  };
}

function words(name: string): readonly EventBody[] {
  const pieces = (texts[name] ?? 'It depends on the pressure.').match(/\S+\s*/g) ?? [];
  return pieces.map((text) => ({ type: 'answer-delta', model: name, phase: 'writing', text }));
}

function end(name: string, ms: number, change: Partial<Extract<EventBody, { type: 'answer-end' }>> = {}): EventBody {
  return {
    type: 'answer-end',
    model: name,
    finish: 'stop',
    late: false,
    firstTokenMs: 420,
    ms,
    inputTokens: 96,
    outputTokens: 148,
    costMicros: 2_100,
    citations: name === claude ? [{ url: 'https://www.example.org/boiling', title: 'Boiling points by height' }] : [],
    trailer: null,
    ...change,
  };
}

const disagreements: Agreement['disagreements'] = [
  {
    point: 'Temperature',
    reason: 'number',
    sides: [
      {
        position: 'A',
        summary: 'about 90 °C',
        quote: 'Around **90 °C**. Atmospheric pressure at 3,000 m is about 70 kPa',
        models: [gpt, claude, llama],
      },
      { position: 'B', summary: '100 °C', quote: '100 °C regardless of altitude', models: [gemini] },
    ],
  },
  {
    point: 'Effect of height',
    reason: 'content',
    sides: [
      {
        position: 'A',
        summary: 'falls 1 °C each 300 m',
        quote: 'falls by roughly 1 °C for every 300 m',
        models: [claude, gpt, llama],
      },
      {
        position: 'B',
        summary: 'only cooking time changes',
        quote: 'what changes is how long food takes to cook',
        models: [gemini],
      },
    ],
  },
];

/** Three against one of four answers, a fifth model missing or in. */
function agreement(answered: 3 | 4 | 5): Agreement {
  const models =
    answered === 3
      ? [gpt, claude, gemini]
      : answered === 4
        ? [gpt, claude, llama, gemini]
        : [gpt, claude, llama, sonar, gemini];
  const p = (a: string, b: string) => (a === b ? 1 : a === gemini || b === gemini ? 0.06 : 0.94);
  const score = answered === 3 ? 64 : answered === 4 ? 72 : 78;
  return {
    score,
    band: 'moderate',
    provisional: answered < 5,
    answered,
    asked: 5,
    positions: [
      {
        id: 'A',
        summary: 'about 90 °C',
        quote: 'Around **90 °C**.',
        models: models.filter((one) => one !== gemini),
      },
      { id: 'B', summary: '100 °C', quote: '100 °C regardless of altitude', models: [gemini] },
    ],
    abstained: [],
    models,
    matrix: models.map((a) => models.map((b) => p(a, b))),
    cosine: models.map((a) => models.map((b) => (a === b ? 1 : 0.7 + p(a, b) / 5))),
    pairs: models
      .flatMap((a, i) =>
        models.slice(i + 1).map((b) => ({ a, b, p: p(a, b), cosine: 0.7 + p(a, b) / 5, reason: 'number' as const })),
      )
      .toSorted((x, y) => x.p - y.p),
    disagreements: [],
    weak: false,
    independentVendors: 3,
    judge: null,
    terms: { share: 0.75, inside: 0.94, coverage: 1 },
    embedder: 'lexical',
  };
}

function compared(answered: 3 | 4 | 5): readonly EventBody[] {
  const shown = answered === 3 ? disagreements.map(withoutLlama) : disagreements;
  return [
    { type: 'agreement', agreement: agreement(answered) },
    ...shown.map((disagreement): EventBody => ({ type: 'disagreement', disagreement })),
  ];
}

function withoutLlama(disagreement: (typeof disagreements)[number]) {
  return {
    ...disagreement,
    sides: disagreement.sides.map((side) => ({ ...side, models: side.models.filter((one) => one !== llama) })),
  };
}

const sentences: readonly (readonly [string, readonly string[]])[] = [
  ['At 3,000 m the air pressure is about 70 kPa, so water boils at roughly 90 °C.', [gpt, claude, llama]],
  ['A common rule is one degree less for every 300 m.\n\n', [claude]],
  ['Gemini holds that the boiling point is 100 °C at any height; that is true only at sea-level pressure.', [gemini]],
];

const synthesis: readonly EventBody[] = [
  { type: 'synthesis-start', model: claude, attempt: 1, reason: 'quorum' },
  ...sentences.flatMap(([text, models], segment): readonly EventBody[] => [
    ...(text.match(/\S+\s*/g) ?? []).map((piece): EventBody => ({
      type: 'synthesis-delta',
      segment,
      text: piece,
      models: null,
    })),
    { type: 'synthesis-delta', segment, text: '', models },
  ]),
  {
    type: 'synthesis-end',
    kind: 'synthesis',
    model: claude,
    error: null,
    ms: 1_900,
    inputTokens: 900,
    outputTokens: 120,
    costMicros: 4_000,
  },
];

const runEnd: EventBody = { type: 'run-end', state: 'done', error: null, ms: 4_600, costMicros: 13_000 };

const begins = (name: string): EventBody => ({ type: 'answer-start', model: name, attempt: 1 });

/** Word by word from all, as they would arrive. */
function interleaved(names: readonly string[]): readonly EventBody[] {
  const queues = names.map((name) => words(name));
  const longest = Math.max(...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue[at] ?? [])).flat();
}

/** The whole way: five answer, three agree at quorum, one dissents, one comes late. */
export function fullRun(options: ScriptOptions): readonly ConsensusEvent[] {
  return log(options.id, options.startedAt, [
    start(options),
    ...panel.map((one) => begins(one.model)),
    { type: 'answer-delta', model: claude, phase: 'thinking', text: '' },
    ...interleaved([gpt, claude, gemini]),
    end(gemini, 1_800),
    end(gpt, 2_100),
    end(claude, 2_900, { costMicros: 6_000, outputTokens: 172 }),
    ...compared(3),
    ...words(llama).slice(0, 30),
    ...synthesis,
    ...words(llama).slice(30),
    end(llama, 3_700, { costMicros: null, late: true }),
    ...compared(4),
    ...words(sonar),
    end(sonar, 4_400, {
      late: true,
      citations: [
        { url: 'https://www.example.org/boiling', title: 'Boiling points by height' },
        { url: 'https://pressure.example.com/air', title: '' },
      ],
    }),
    ...compared(5),
    runEnd,
  ]);
}

/** Events up to and with the `nth` of a type. */
export function until(
  events: readonly ConsensusEvent[],
  type: ConsensusEvent['type'],
  nth = 1,
): readonly ConsensusEvent[] {
  let seen = 0;
  const at = events.findIndex((event) => event.type === type && ++seen === nth);
  return events.slice(0, at + 1);
}

function failure(name: string, ...[code, message, action]: [string, string, string]): EventBody {
  return { type: 'answer-error', model: name, error: { code, message, action }, ms: 900 };
}

export function noAnswers(options: ScriptOptions): readonly ConsensusEvent[] {
  return log(options.id, options.startedAt, [
    start(options),
    ...panel.map((one) => begins(one.model)),
    ...panel.map((one) =>
      failure(one.model, 'key_rejected', 'The key was rejected (401).', `Check the key of ${one.vendor} in .env.`),
    ),
    {
      type: 'run-end',
      state: 'failed',
      error: { code: 'no_answers', message: 'No model answered.', action: 'See what happened to each model.' },
      ms: 1_200,
      costMicros: 0,
    },
  ]);
}

export function oneAnswer(options: ScriptOptions): readonly ConsensusEvent[] {
  return log(options.id, options.startedAt, [
    start(options, panel.slice(0, 3)),
    ...panel.slice(0, 3).map((one) => begins(one.model)),
    ...words(gpt),
    end(gpt, 2_100),
    failure(claude, 'rate_limited', 'The vendor limits the rate (429).', 'Wait, or ask for a higher limit.'),
    { type: 'answer-delta', model: gemini, phase: 'writing', text: 'I cannot help with that.' },
    end(gemini, 1_100, { finish: 'refusal' }),
    {
      type: 'synthesis-end',
      kind: 'best-answer',
      model: gpt,
      error: null,
      ms: 0,
      inputTokens: 0,
      outputTokens: 0,
      costMicros: null,
    },
    { type: 'run-end', state: 'done', error: null, ms: 2_300, costMicros: 2_100 },
  ]);
}

/** Events after which a person pressed Stop. */
export function stopped(events: readonly ConsensusEvent[]): readonly ConsensusEvent[] {
  const last = events.at(-1);
  const view = fold(emptyView(last?.runId ?? ''), events);
  const open = view.answers.filter((answer) => ['waiting', 'thinking', 'writing'].includes(answer.state));
  const bodies: readonly EventBody[] = [
    ...open.map((answer) => failure(answer.model, 'cancelled', 'Stopped.', 'Ask again.')),
    { type: 'run-end', state: 'cancelled', error: null, ms: 1_500, costMicros: 0 },
  ];
  return bodies.map((body, index) => ({
    runId: last?.runId ?? '',
    seq: (last?.seq ?? 0) + index + 1,
    at: (last?.at ?? 0) + 10,
    ...body,
  }));
}

export function viewOf(events: readonly ConsensusEvent[]): ConsensusView {
  return fold(emptyView(events[0]?.runId ?? ''), events);
}

export function summaryOf(view: ConsensusView): RunSummary {
  return {
    id: view.id,
    session: view.session,
    question: view.question,
    follows: null,
    continues: view.continues?.run ?? null,
    state: view.state,
    createdAt: view.startedAt,
    endedAt: view.ms === null ? null : view.startedAt + view.ms,
    models: view.answers.map((answer) => answer.model),
    score: view.agreement?.score ?? null,
    band: view.agreement?.band ?? null,
    costMicros: view.costMicros,
    rehearsal: view.rehearsal,
  };
}
