import { ConsilienceError } from '../errors.ts';
import type { RunRecord } from '../history/records.ts';
import type { ChatRequest, ModelEvent } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { KnownRun, KnownRuns } from './known-runs.ts';
import { callCostMicros } from './provider-faults.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { canariesIn, isSynthesis, workspaceOf } from './texts.ts';

/** Attempts and one hedge, of one model by one owner of a run. */
const callsMax = 4;
/** How long a call may go on after its run: where the run was ended, and where that has to be noticed first. */
const closingMs = 1_000;
const noticingMs = 8_000;
/** How late a call is cut that takes too long. */
const cutMs = 500;
/** Retries and hedges of one vendor at once, in a quiet service; and their share of the calls in a busy one. */
const extraLeast = 3;
const extraShare = 0.1;

interface CallChecksOf {
  readonly clock: Clock;
  readonly known: KnownRuns;
  readonly run: (id: string) => RunRecord | undefined;
  readonly disturbedUntil: () => number;
  /** Of one call to a model. */
  readonly longestMs: (model: string) => number;
  readonly broken: (promise: string, about: string) => void;
}

interface AskedModel {
  readonly id: string;
  readonly vendor: string;
}

/** One call that a vendor has taken and not ended. */
interface OpenCall {
  readonly process: SimulatedProcess;
  readonly model: AskedModel;
  readonly canary: string;
  readonly isSynthesis: boolean;
  readonly isExtra: boolean;
  readonly startedAt: number;
  /** Names the run, its owner and the model; null when that is not certain. */
  readonly key: string | null;
  hasText: boolean;
  /** Since when no run is there that it can be for. */
  orphanSince: number | null;
}

/** What a vendor tells of a call while it lasts. */
export interface CallWatch {
  heard(event: ModelEvent): void;
  failed(error: unknown): void;
  closed(): void;
}

/** Watches vendors: whom they are asked by and for what, how often, at once, and for how long. */
export class CallChecks {
  readonly #of: CallChecksOf;
  readonly #open = new Set<OpenCall>();
  /** Those that something else took the place of in this step. */
  readonly #lost = new Set<OpenCall>();
  readonly #notBefore = new Map<string, number>();
  /** Answers that came whole, by what was asked. */
  readonly #finished = new Map<string, number>();

  constructor(of: CallChecksOf) {
    this.#of = of;
  }

  /** What a fenced process asks is lost money, but harms no run. */
  began(process: SimulatedProcess, model: AskedModel, request: ChatRequest): CallWatch {
    const canaries = canariesIn(request.messages.map((message) => message.text).join('\n'));
    this.#oneSession(canaries);
    const canary = canariesIn(request.messages.at(-1)?.text ?? '').at(-1) ?? '';
    const run = this.#runOf(process, canary, { model: model.id, isSynthesis: isSynthesis(request) });
    const calls = run === null || isSynthesis(request) ? 0 : this.#count(run, model.id);
    const call: OpenCall = {
      process,
      model,
      canary,
      isSynthesis: isSynthesis(request),
      isExtra: calls > 1,
      startedAt: this.#of.clock.monotonic(),
      key: run !== null && this.#of.known.isAlone(run) ? `${run.id} ${run.owners} ${model.id}` : null,
      hasText: false,
      orphanSince: null,
    };
    this.#beside(call);
    this.#open.add(call);
    this.#inBudget(call);
    return {
      heard: (event) => this.#heard(call, event),
      failed: (error) => this.#failed(call, error),
      closed: () => {
        this.#open.delete(call);
        this.#lost.delete(call);
      },
    };
  }

  step(): void {
    for (const call of this.#lost) {
      if (call.process.state === 'running') {
        this.#of.broken('a call that lost its place is cut', `${call.canary} ${call.model.id}`);
      }
    }
    this.#lost.clear();
    for (const call of this.#open) {
      this.#outlives(call);
    }
  }

  /** Nobody is charged for more than vendors have given, and for each answer. */
  end(): void {
    for (const [canary, runs] of this.#of.known.byCanary()) {
      const spent = runs.reduce((sum, { view }) => sum + view.costMicros, 0);
      const given = callCostMicros * (this.#finished.get(canary) ?? 0);
      if (spent > given) {
        this.#of.broken('no call is charged twice', `${canary}: ${spent} for ${given}`);
      }
      const answers = runs.length > 1 ? [] : runs.flatMap(({ view }) => view.answers);
      if (answers.some(({ state, costMicros }) => state === 'done' && costMicros !== callCostMicros)) {
        this.#of.broken('each answer is charged', canary);
      }
    }
  }

  /** The run that the call is for; null when this process has none. */
  #runOf(process: SimulatedProcess, canary: string, asked: { model: string; isSynthesis: boolean }): KnownRun | null {
    const owned = this.#owned(process, canary);
    const open = owned.filter(({ view }) => view.ms === null);
    if (asked.isSynthesis || open.length === 0) {
      if (owned.length > 0 && open.length === 0) {
        this.#of.broken('nobody is asked for a run that has ended', `${owned[0]?.id} ${asked.model}`);
      }
      return open[0] ?? null;
    }
    const needing = open.filter((run) => run.mayAsk.has(asked.model) && !isStored(run, asked.model));
    if (needing.length === 0) {
      const stored = open.some((run) => isStored(run, asked.model));
      const promise = stored ? 'no call is repeated whose answer is stored' : 'nobody is asked without need';
      this.#of.broken(promise, `${open[0]?.id} ${asked.model}`);
    }
    const calls = ({ calls: of }: KnownRun) => of.get(asked.model) ?? 0;
    return needing.toSorted((a, b) => calls(a) - calls(b))[0] ?? null;
  }

  #owned(process: SimulatedProcess, canary: string): readonly KnownRun[] {
    const { known, run } = this.#of;
    return known.ofCanary(canary).filter(({ id }) => run(id)?.lease.owner === process.leaseOwner);
  }

  #count(run: KnownRun, model: string): number {
    const calls = (run.calls.get(model) ?? 0) + 1;
    run.calls.set(model, calls);
    if (calls > callsMax) {
      this.#of.broken('a model is asked a few times at most', `${run.id} ${model} ${calls}`);
    }
    return calls;
  }

  /** A second call races one that is silent; after a failure it waits for as long as it was told to. */
  #beside({ key, isSynthesis: writes, process, canary, model }: OpenCall): void {
    if (key === null) {
      return;
    }
    for (const call of this.#open) {
      const isBeside = call.process === process && call.canary === canary && call.isSynthesis === writes;
      if (isBeside && (call.key === key ? call.hasText : writes)) {
        this.#lost.add(call);
      }
    }
    if (!writes && this.#of.clock.monotonic() < (this.#notBefore.get(key) ?? 0)) {
      this.#of.broken('a vendor is given the time that it asks for', `${key} of ${model.vendor}`);
    }
  }

  #inBudget({ process, model: { vendor }, isExtra }: OpenCall): void {
    if (!isExtra) {
      return;
    }
    const ofVendor = [...this.#open].filter((call) => call.process === process && call.model.vendor === vendor);
    const extra = ofVendor.filter((call) => call.isExtra).length;
    if (extra <= extraLeast) {
      return;
    }
    const { known, run } = this.#of;
    const waiting = [...known.all()].flatMap(({ id, view }) =>
      run(id)?.lease.owner === process.leaseOwner ? view.answers.filter((a) => a.vendor === vendor) : [],
    );
    if (extra > extraShare * waiting.length) {
      this.#of.broken('retries and hedges keep to their budget', `${vendor} ${extra} by ${process.nonce}`);
    }
  }

  #heard(call: OpenCall, event: ModelEvent): void {
    if (event.type === 'finish') {
      this.#finished.set(call.canary, (this.#finished.get(call.canary) ?? 0) + 1);
    }
    if (call.hasText || event.type !== 'text-delta' || event.text.trim() === '') {
      return;
    }
    call.hasText = true;
    for (const other of this.#open) {
      if (other !== call && other.key === call.key && call.key !== null) {
        this.#lost.add(other);
      }
    }
  }

  #failed({ key }: OpenCall, error: unknown): void {
    const isAlone = [...this.#open].filter((call) => call.key === key).length === 1;
    if (key !== null && isAlone && error instanceof ConsilienceError && error.retryAfterMs !== null) {
      this.#notBefore.set(key, this.#of.clock.monotonic() + error.retryAfterMs);
    }
  }

  #outlives(call: OpenCall): void {
    const { process, canary } = call;
    if (process.state !== 'running') {
      this.#open.delete(call);
      return;
    }
    const { clock, disturbedUntil, longestMs } = this.#of;
    const lastedMs = clock.monotonic() - call.startedAt;
    if (disturbedUntil() < call.startedAt && lastedMs > longestMs(call.model.id) + cutMs) {
      this.#of.broken('a call is cut when its time is over', `${canary} ${call.model.id} by ${process.nonce}`);
    }
    if (this.#owned(process, canary).some(({ view }) => view.ms === null)) {
      call.orphanSince = null;
      return;
    }
    const now = this.#of.clock.monotonic();
    call.orphanSince ??= now;
    const isOver = this.#of.known.ofCanary(canary).every(({ endedBy }) => endedBy === process.nonce);
    const until = isOver
      ? call.orphanSince + closingMs
      : Math.max(call.orphanSince, this.#of.disturbedUntil()) + noticingMs;
    if (now > until) {
      this.#of.broken('no call outlives its run', `${canary} ${call.model.id} by ${process.nonce}`);
    }
  }

  #oneSession(canaries: readonly string[]): void {
    if (new Set(canaries.map(workspaceOf)).size > 1) {
      this.#of.broken('workspaces do not mix in a prompt', canaries.join(' '));
    }
    const sessions = canaries.map((canary) => new Set(this.#of.known.ofCanary(canary).map(({ session }) => session)));
    const [first = new Set<string>(), ...others] = sessions.filter(({ size }) => size > 0);
    if (first.size > 0 && ![...first].some((session) => others.every((other) => other.has(session)))) {
      this.#of.broken('a prompt tells of one session', canaries.join(' '));
    }
  }
}

function isStored({ view }: KnownRun, model: string): boolean {
  return view.answers.some((answer) => answer.model === model && answer.state === 'done');
}
