import { eventError } from '../consensus/event-error.ts';
import type { EventBody } from '../consensus/view/index.ts';
import type { CallLimits, Dispatcher } from '../dispatch/call.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import { synthesisPrompt } from './prompt.ts';
import type { SynthesisSources } from './prompt.ts';
import { SegmentParser } from './segment-parser.ts';
import type { SynthesisFault } from './segment-parser.ts';

/** How many outputs without the expected shape are met with another attempt; the second one ends it. */
const faultsMax = 2;

type Of<T extends EventBody['type']> = Extract<EventBody, { type: T }>;
export type SynthesisEvent = Of<'synthesis-start' | 'synthesis-delta' | 'synthesis-end'>;

interface SynthesisPorts {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export interface SynthesisTask {
  readonly runId: string;
  /** With at least one position. */
  readonly sources: SynthesisSources;
  /** In order of preference; never empty. */
  readonly synthesizers: readonly ChatModel[];
  /** The number of the first attempt. */
  readonly attempt: number;
  readonly reason: Of<'synthesis-start'>['reason'];
  /** When it must be written, by `clock.monotonic()`. */
  readonly endsBy: number;
  /** Milliseconds, as in `RunLimits`. */
  readonly limits: Limits;
}

interface Limits {
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly outputTokensMax: number;
}

/** What came of one attempt. */
type Outcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'invalid'; readonly fault: SynthesisFault }
  | { readonly kind: 'failed'; readonly error: ConsilienceError };

/**
 * Writes one synthesis and tells it as events. A synthesiser that fails is followed by the next one; an output without
 * the expected shape by one more attempt, of the next one if there is one. When neither helps, the answer nearest to
 * all others of the leading position stands for the synthesis. Never throws; ends at once, without an end, when aborted.
 */
export async function* synthesise(
  ports: SynthesisPorts,
  task: SynthesisTask,
  signal: AbortSignal,
): AsyncGenerator<SynthesisEvent> {
  const spent = new Spent(ports.clock);
  const faults: SynthesisFault[] = [];
  let failure = new ConsilienceError('deadline_passed');
  let { attempt, reason } = task;
  let choice = 0;
  while (!signal.aborted) {
    const model = task.synthesizers[choice];
    if (model === undefined || faults.length === faultsMax || ports.clock.monotonic() >= task.endsBy) {
      yield spent.end({ kind: 'best-answer', model: medoid(task.sources), error: eventError(failure) });
      return;
    }
    yield { type: 'synthesis-start', model: model.id, attempt, reason };
    const outcome = yield* attemptOnce(ports, { ...task, model, spent, fault: faults.at(-1) ?? null }, signal);
    if (signal.aborted) {
      return;
    }
    if (outcome.kind === 'written') {
      yield spent.end({ kind: 'synthesis', model: model.id, error: null });
      return;
    }
    const last = choice === task.synthesizers.length - 1;
    if (outcome.kind === 'invalid') {
      faults.push(outcome.fault);
      failure = new ConsilienceError('synthesis_invalid');
      reason = 'invalid';
      choice += last ? 0 : 1;
    } else {
      failure = outcome.error;
      choice += 1;
    }
    attempt += 1;
    const why = outcome.kind === 'invalid' ? outcome.fault : outcome.error.code;
    ports.logger.warn('synthesis failed', { run: task.runId, model: model.id, why });
  }
}

interface Attempt extends SynthesisTask {
  readonly model: ChatModel;
  readonly spent: Spent;
  /** What was wrong with the attempt before. */
  readonly fault: SynthesisFault | null;
}

async function* attemptOnce(
  { dispatcher, clock, random, logger }: SynthesisPorts,
  { runId, model, sources, spent, fault, endsBy, limits }: Attempt,
  signal: AbortSignal,
): AsyncGenerator<Of<'synthesis-delta'>, Outcome> {
  const { request, models, suspicious } = synthesisPrompt(sources, random, fault);
  if (suspicious.length > 0) {
    logger.warn('injection suspected', { run: runId, models: suspicious });
  }
  const parser = new SegmentParser(models);
  const call = {
    model,
    request: { ...request, maxOutputTokens: limits.outputTokensMax, temperature: null, output: null },
    limits: callLimits(limits, endsBy - clock.monotonic()),
  };
  const leave = new AbortController();
  try {
    for await (const event of dispatcher.call(call, AbortSignal.any([signal, leave.signal]))) {
      if (event.type === 'text') {
        for (const part of parser.push(event.text)) {
          yield { type: 'synthesis-delta', ...part };
        }
      } else if (event.type === 'end') {
        spent.add(event.usage);
        parser.end();
        return judged(event.finish === 'refusal' ? 'refused' : parser.fault);
      } else if (event.type === 'error') {
        return { kind: 'failed', error: event.error };
      }
      if (parser.fault !== null) {
        return judged(parser.fault);
      }
    }
    return { kind: 'failed', error: new ConsilienceError('internal') };
  } finally {
    leave.abort(new ConsilienceError('cancelled'));
  }
}

function callLimits({ firstTokenMs, idleMs, totalMs }: Limits, leftMs: number): CallLimits {
  return { firstTokenMs, idleMs, totalMs: Math.min(totalMs, leftMs), deadlineMs: leftMs, attemptsMax: 2, hedge: true };
}

function judged(fault: SynthesisFault | null): Outcome {
  return fault === null ? { kind: 'written' } : { kind: 'invalid', fault };
}

function medoid({ agreement, answers }: SynthesisSources): string | null {
  return agreement.positions[0]?.models[0] ?? answers[0]?.model ?? null;
}

/** Time and usage of all attempts of one synthesis. */
class Spent {
  #inputTokens = 0;
  #outputTokens = 0;
  #costMicros: number | null = null;
  readonly #clock: Clock;
  readonly #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.monotonic();
  }

  add(usage: { inputTokens: number; outputTokens: number; costMicros: number | null }): void {
    this.#inputTokens += usage.inputTokens;
    this.#outputTokens += usage.outputTokens;
    this.#costMicros = usage.costMicros === null ? this.#costMicros : (this.#costMicros ?? 0) + usage.costMicros;
  }

  end(how: Pick<Of<'synthesis-end'>, 'kind' | 'model' | 'error'>): Of<'synthesis-end'> {
    const usage = { inputTokens: this.#inputTokens, outputTokens: this.#outputTokens, costMicros: this.#costMicros };
    return { type: 'synthesis-end', ...how, ...usage, ms: Math.round(this.#clock.monotonic() - this.#since) };
  }
}
