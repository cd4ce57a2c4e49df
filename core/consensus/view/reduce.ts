import type {
  AnswerEnd,
  AnswersCarried,
  ConsensusEvent,
  JudgeEnd,
  PanelModel,
  RunStart,
  SynthesisDelta,
  SynthesisEnd,
} from './events.ts';
import type { Judgement } from './judgement.ts';
import type { AnswerView, ConsensusView, SynthesisView } from './view.ts';

/** The view of a run of which no event has come. */
export function emptyView(id: string): ConsensusView {
  return {
    version: 1,
    id,
    seq: 0,
    question: '',
    session: '',
    continues: null,
    state: 'queued',
    startedAt: 0,
    quorum: 0,
    answers: [],
    agreement: null,
    synthesis: null,
    error: null,
    ms: null,
    costMicros: 0,
    rehearsal: false,
  };
}

export function fold(view: ConsensusView, events: Iterable<ConsensusEvent>): ConsensusView {
  let folded = view;
  for (const event of events) {
    folded = reduce(folded, event);
  }
  return folded;
}

/**
 * The view after one more event: pure, and the only place where events become state. An event that was folded in
 * already changes nothing, so that a resumed stream may overlap.
 */
export function reduce(view: ConsensusView, event: ConsensusEvent): ConsensusView {
  if (event.seq <= view.seq) {
    return view;
  }
  return { ...apply(view, event), seq: event.seq };
}

function apply(view: ConsensusView, event: ConsensusEvent): ConsensusView {
  switch (event.type) {
    case 'run-start':
      return started(view, event, event.at);
    case 'answers-carried':
      return carried(view, event);
    case 'answer-start':
      return answer(view, event.model, (a) => ({
        ...a,
        state: 'waiting',
        attempt: event.attempt,
        text: '',
        startedAt: a.startedAt ?? event.at,
        error: null,
      }));
    case 'answer-delta':
      return answer(view, event.model, (a) => ({ ...a, state: event.phase, text: a.text + event.text }));
    case 'answer-end':
      return costing(
        answer(view, event.model, (a) => ended(a, event)),
        event.costMicros,
      );
    case 'answer-error':
      return answer(view, event.model, (a) => ({
        ...a,
        state: event.error.code === 'cancelled' ? 'cancelled' : 'failed',
        ms: event.ms,
        error: event.error,
      }));
    case 'agreement':
      return { ...view, agreement: { ...event.agreement, judge: view.agreement?.judge ?? null } };
    case 'disagreement':
      return view.agreement === null
        ? view
        : {
            ...view,
            agreement: {
              ...view.agreement,
              disagreements: [...view.agreement.disagreements, event.disagreement],
            },
          };
    case 'judge-start':
      return judged(view, { ...asking, judges: [...(view.agreement?.judge?.judges ?? []), event.model] });
    case 'judge-end':
      return costing(judged(view, judgementOf(event)), event.costMicros);
    case 'synthesis-start':
      return {
        ...view,
        answers: view.answers.map((a) => (isOpen(a) ? { ...a, late: true } : a)),
        synthesis: { ...emptySynthesis, model: event.model, attempt: event.attempt },
      };
    case 'synthesis-delta':
      return { ...view, synthesis: continued(view.synthesis ?? emptySynthesis, event) };
    case 'synthesis-end':
      return costing({ ...view, synthesis: closed(view, event) }, event.costMicros);
    case 'run-end':
      return { ...unjudged(view), state: event.state, error: event.error, ms: event.ms, costMicros: event.costMicros };
  }
}

const asking: Judgement = {
  outcome: 'asking',
  judges: [],
  pairs: [],
  claims: null,
  dropped: 0,
  scoreByCode: null,
  error: null,
  ms: 0,
  inputTokens: 0,
  outputTokens: 0,
  costMicros: null,
};

/** Without what an event has beside it. */
function judgementOf(event: JudgeEnd): Judgement {
  const { outcome, judges, pairs, claims, dropped, scoreByCode, error } = event;
  const { ms, inputTokens, outputTokens, costMicros } = event;
  return { outcome, judges, pairs, claims, dropped, scoreByCode, error, ms, inputTokens, outputTokens, costMicros };
}

function judged(view: ConsensusView, judge: Judgement): ConsensusView {
  return view.agreement === null ? view : { ...view, agreement: { ...view.agreement, judge } };
}

/** A judge that is still asked when the run ends has failed. */
function unjudged(view: ConsensusView): ConsensusView {
  const judge = view.agreement?.judge;
  return judge?.outcome === 'asking' ? judged(view, { ...judge, outcome: 'failed' }) : view;
}

const emptySynthesis: SynthesisView = {
  state: 'writing',
  kind: 'synthesis',
  model: null,
  attempt: 0,
  text: '',
  segments: [],
  ms: null,
  outputTokens: null,
  costMicros: null,
  error: null,
};

function started(view: ConsensusView, event: RunStart, at: number): ConsensusView {
  return {
    ...view,
    state: 'running',
    question: event.question,
    session: event.session,
    startedAt: at,
    quorum: event.quorum,
    answers: event.panel.map(emptyAnswer),
    rehearsal: event.panel.some((m) => m.rehearsal),
  };
}

function carried(view: ConsensusView, { from, answers, agreement, synthesis }: AnswersCarried): ConsensusView {
  const came = new Map(answers.map((a) => [a.model, a]));
  const late = synthesis !== null;
  return {
    ...view,
    continues: { run: from, models: [...came.keys()] },
    answers: view.answers.map((a) => came.get(a.model) ?? { ...a, late: a.late || late }),
    agreement,
    synthesis,
  };
}

function emptyAnswer(panel: PanelModel): AnswerView {
  return {
    ...panel,
    state: 'waiting',
    attempt: 0,
    text: '',
    startedAt: null,
    firstTokenMs: null,
    ms: null,
    inputTokens: null,
    outputTokens: null,
    costMicros: null,
    citations: [],
    trailer: null,
    truncated: false,
    error: null,
  };
}

/** More of this answer may come. */
export function isOpen(a: AnswerView): boolean {
  return a.state === 'waiting' || a.state === 'thinking' || a.state === 'writing';
}

/** Every known cost counts, also that of a synthesis which a later one replaces. */
function costing(view: ConsensusView, costMicros: number | null): ConsensusView {
  return { ...view, costMicros: view.costMicros + (costMicros ?? 0) };
}

function answer(view: ConsensusView, model: string, change: (a: AnswerView) => AnswerView): ConsensusView {
  return { ...view, answers: view.answers.map((a) => (a.model === model ? change(a) : a)) };
}

function ended(a: AnswerView, event: AnswerEnd): AnswerView {
  return {
    ...a,
    state: event.finish === 'refusal' ? 'refused' : 'done',
    late: event.late,
    firstTokenMs: event.firstTokenMs,
    ms: event.ms,
    inputTokens: event.inputTokens,
    outputTokens: event.outputTokens,
    costMicros: event.costMicros,
    citations: event.citations,
    trailer: event.trailer,
    truncated: event.finish === 'length',
  };
}

function continued(synthesis: SynthesisView, event: SynthesisDelta): SynthesisView {
  const segments = synthesis.segments.slice();
  const open = segments[event.segment] ?? { text: '', models: [] };
  segments[event.segment] = { text: open.text + event.text, models: event.models ?? open.models };
  return { ...synthesis, segments, text: joined(segments) };
}

function joined(segments: readonly { readonly text: string }[]): string {
  return segments
    .map((s) => s.text)
    .join(' ')
    .replaceAll(/ *(\n+) */g, '$1')
    .trim();
}

function closed(view: ConsensusView, event: SynthesisEnd): SynthesisView {
  const before = view.synthesis ?? emptySynthesis;
  const best = event.kind === 'best-answer' ? view.answers.find((a) => a.model === event.model) : undefined;
  return {
    ...before,
    state: 'done',
    kind: event.kind,
    model: event.model,
    segments: best ? [{ text: best.text, models: [best.model] }] : event.kind === 'none' ? [] : before.segments,
    text: best ? best.text : event.kind === 'none' ? '' : before.text,
    ms: event.ms,
    outputTokens: event.outputTokens,
    costMicros: event.costMicros,
    error: event.error,
  };
}
