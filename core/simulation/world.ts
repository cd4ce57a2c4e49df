import { memoryHistoryIndex } from '../adapters/indexes/memory-history-index.ts';
import { lexicalEmbedder } from '../adapters/embedders/lexical.ts';
import { answerContract, assessAgreement, TrailerFilter } from '../agreement/index.ts';
import { consensusRun, HeavyWork } from '../consensus/index.ts';
import type { PanelMember } from '../consensus/request.ts';
import { makeDispatcher } from '../dispatch/index.ts';
import type { ObservableDispatcher } from '../dispatch/index.ts';
import { ConsilienceError } from '../errors.ts';
import { makeHistory } from '../history/index.ts';
import type { History, ResolvedPanel } from '../history/index.ts';
import type { RunRecord } from '../history/records.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import { makeShares } from '../sharing/index.ts';
import type { Shares } from '../consilience.ts';
import { silentLogger } from '../testing/pretend-engine.ts';
import { PlayedLoad } from '../testing/played-load.ts';
import { RecordingMeter, RecordingTracer } from '../testing/recording-telemetry.ts';
import { ScriptedModel } from '../testing/scripted-model.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Chance } from './chance.ts';
import { Checks, takeoverMs } from './checks.ts';
import { drawPlan } from './plan.ts';
import type { Plan, PlannedModel } from './plan.ts';
import type { Seams } from './plants.ts';
import { drawFault, paceOf, scriptOf } from './provider-faults.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { answerTo, isSynthesis, synthesisOf } from './texts.ts';
import { Trace } from './trace.ts';

const synthesizers: readonly PlannedModel[] = [
  { id: 's1/one', vendor: 's1', late: false },
  { id: 's2/two', vendor: 's2', late: false },
];
const finishMs = 3_000;

/** One process of the product, as people and the machine find it. */
export interface Running {
  readonly process: SimulatedProcess;
  readonly history: History;
  readonly shares: Shares;
  readonly dispatcher: ObservableDispatcher;
}

/** One small world: machines, a disk, vendors, and time. What people do in it is elsewhere. */
export class World {
  readonly clock = new VirtualClock();
  readonly plan: Plan;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly checks: Checks;
  readonly disk: SimulatedDisk;
  /** By slot: who runs there now, or null while it is down. */
  readonly slots: (Running | null)[];
  /** Faults come no more. */
  healed = false;
  readonly #seams: Seams;
  readonly #vendors: Chance;
  readonly #everyone = new Map<string, SimulatedProcess>();
  readonly #points: number[];
  /** One for all, as the store is. */
  readonly #index = memoryHistoryIndex();
  #disturbedUntil = 0;

  constructor(seed: number, seams: Seams, tell: (line: string) => void) {
    this.plan = drawPlan(seed);
    this.chance = new Chance(seed + 1_000_003);
    this.#vendors = this.chance.fork();
    this.#seams = seams;
    this.trace = new Trace(this.clock, tell);
    this.slots = Array.from({ length: this.plan.processes }, () => null);
    this.#points = this.slots.map(() => 0);
    this.checks = new Checks({
      clock: this.clock,
      disk: () => this.disk,
      process: (owner) => this.#everyone.get(owner),
      disturbedUntil: () => this.#disturbedUntil,
      longestMs: (run) => this.#longestMs(run),
      longestCallMs: (id) => {
        const isLate = this.plan.models.some((model) => model.late && model.id === id);
        return isLate ? this.plan.limits.researchMs : this.plan.limits.totalMs;
      },
      limits: this.plan.limits,
      runsMax: isCalm(this.plan) ? this.plan.runsMax : Infinity,
    });
    this.disk = new SimulatedDisk({
      clock: this.clock,
      chance: this.chance.fork(),
      faults: this.plan.store,
      watcher: {
        appended: (process, append) => {
          this.trace.add('append', [process.nonce, append.events]);
          this.checks.appended(process, append);
        },
        changed: (process, before, after) => {
          this.trace.add('change', [process.nonce, after]);
          this.checks.changed(process, before, after);
        },
        replyLost: () => this.disturb(takeoverMs),
        passes: (process, point) => this.#passes(process, point),
      },
    });
  }

  /** Starts every process and whatever will disturb them. */
  open(): void {
    const { plan, clock } = this;
    for (const slot of this.slots.keys()) {
      void this.#start(slot);
    }
    for (const { slot, when, downMs } of plan.kills) {
      if ('atMs' in when) {
        clock.after(when.atMs, () => this.#kill(slot, downMs));
      }
    }
    for (const { slot, atMs, forMs } of plan.pauses) {
      clock.after(atMs, () => this.#pause(slot, forMs));
    }
    for (const { slot, atMs } of plan.restarts) {
      clock.after(atMs, () => void this.#restart(slot));
    }
    for (const { fromMs, untilMs } of plan.store.outages) {
      clock.after(fromMs, () => this.disturb(untilMs - fromMs + takeoverMs));
    }
  }

  /** Nothing is promised for so long. */
  disturb(forMs: number): void {
    this.#disturbedUntil = Math.max(this.#disturbedUntil, this.clock.monotonic() + forMs);
  }

  get disturbed(): boolean {
    return this.clock.monotonic() < this.#disturbedUntil;
  }

  /** A living process works on the run. */
  isDriven(runId: string): boolean {
    return this.#everyone.get(this.disk.runs.get(runId)?.lease.owner ?? '')?.state === 'running';
  }

  /** Every process is up, and nobody waits for it. */
  get settled(): boolean {
    return this.slots.every((running) => running?.process.isIdle === true);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.after(ms, resolve);
    });
  }

  /** Whoever takes requests now. */
  serving(): Running | null {
    const [first, ...others] = this.slots.filter((running) => running?.process.serves === true);
    return first === undefined ? null : this.chance.pick([first, ...others]);
  }

  /** Ends every process in order, and says whose timers are left. */
  async close(): Promise<void> {
    const rest = this.slots.filter((running) => running !== null);
    await Promise.all(rest.map((running) => closeInOrder(running)));
    for (const running of rest) {
      this.#retire(running);
    }
  }

  /** A process that has closed has nothing left to do, and holds nothing. */
  #retire({ process, history, dispatcher }: Running): void {
    const held = dispatcher.snapshot().vendors.reduce((sum, { inFlight, queued }) => sum + inFlight + queued, 0);
    if (held > 0 || history.state().inFlight > 0) {
      this.checks.broken('no place is left taken', `${held} in ${process.nonce}`);
    }
    if (this.plan.store.outages.length === 0 && this.plan.store.lostReply === 0) {
      this.checks.closed(process);
    }
    if (process.pending > 0) {
      this.checks.broken('no timer is left', `${process.pending} in ${process.nonce}`);
    }
    process.kill();
  }

  async #start(slot: number): Promise<void> {
    const identity = {
      slot,
      processId: this.chance.whole(1, 3) * 10 + slot,
      nonce: `n${this.#everyone.size}`,
      host: this.plan.oneMachine ? 'here' : `host${slot}`,
    };
    const process = new SimulatedProcess(this.clock, identity);
    this.#everyone.set(process.leaseOwner, process);
    const running = this.#assemble(process);
    this.slots[slot] = running;
    this.trace.add('start', identity);
    await running.history.start();
    process.serves = process.state !== 'dead';
  }

  /** The product, wired as in its own wiring, from parts that end with the process. */
  #assemble(process: SimulatedProcess): Running {
    const seams = this.#seams;
    const clock = seams.clock(process);
    const ports = { clock, random: this.chance.fork(), logger: silentLogger };
    const dispatcher = makeDispatcher(ports);
    const engine = {
      ...ports,
      dispatcher: seams.dispatcher(dispatcher),
      embedder: lexicalEmbedder(),
      judges: { choose: () => [], msMax: 0 },
      heavy: new HeavyWork(clock),
      entailment: null,
      agreement: { assess: assessAgreement, answerContract, makeTrailerFilter: () => new TrailerFilter() },
    };
    const [store, log] = [seams.store(this.disk.storeOf(process), clock), seams.log(this.disk.logOf(process))];
    const history = makeHistory({
      ...ports,
      store,
      log,
      index: this.#index,
      engine: seams.engine({ run: (request, signal) => consensusRun(engine, request, signal) }),
      panel: (models) => this.#panel(process, models),
      limits: this.plan.limits,
      runsMax: this.plan.runsMax,
      load: new PlayedLoad(),
      telemetry: { meter: new RecordingMeter(), tracer: new RecordingTracer(), withContent: false },
      owner: {
        host: process.host,
        processId: process.processId,
        nonce: process.nonce,
        isAlive: (processId) => this.#isAlive(process.host, processId),
      },
      adopts: true,
      finishMs,
    });
    const runs = seams.runs(history.runs);
    const shares = seams.shares(makeShares({ ...ports, store, log, runs, sessions: history.sessions }));
    return { process, history: { ...history, runs }, shares, dispatcher };
  }

  #isAlive(host: string, processId: number): boolean {
    return this.slots.some((r) => r !== null && r.process.host === host && r.process.processId === processId);
  }

  #panel(process: SimulatedProcess, models: readonly string[] | null): ResolvedPanel {
    const chosen = models?.map((id) => this.plan.models.find((model) => model.id === id)) ?? this.plan.models;
    const panel = chosen.map((model): PanelMember => {
      if (model === undefined) {
        throw new ConsilienceError('model_unknown');
      }
      const { id, vendor, late } = model;
      return { model: id, vendor, label: id, rehearsal: true, late, chat: this.#chat(process, model) };
    });
    return { panel, synthesizers: synthesizers.map((model) => this.#chat(process, model)) };
  }

  /** A vendor's model as one process reaches it. */
  #chat(process: SimulatedProcess, { id, vendor, late }: PlannedModel): ChatModel {
    const { checks, trace, plan } = this;
    const [vendors, healed] = [this.#vendors, () => this.healed];
    return {
      id,
      vendor,
      async *stream(request, signal) {
        await process.turn();
        const call = checks.calls.began(process, { id, vendor }, request);
        trace.add('call', [process.nonce, id, request.messages.at(-1)?.text]);
        const fault = healed() ? null : drawFault(plan.providers, vendors);
        const text = isSynthesis(request)
          ? synthesisOf(request, fault === 'malformed')
          : answerTo(request.messages.at(-1)?.text ?? '', vendors);
        const script = scriptOf(text, { fault, quick: paceOf(late, vendors) }, vendors);
        try {
          for await (const event of new ScriptedModel(id, process, [script]).stream(request, signal)) {
            call.heard(event);
            yield event;
          }
        } catch (error) {
          call.failed(error);
          throw error;
        } finally {
          call.closed();
        }
      },
    };
  }

  #longestMs(run: Pick<RunRecord, 'models'>): number {
    const { limits, models } = this.plan;
    const late = models.some((model) => model.late && run.models.includes(model.id));
    return limits.deadlineMs + (late ? limits.researchMs : 0);
  }

  #passes(process: SimulatedProcess, point: string): void {
    if (this.healed || process.state === 'dead') {
      return;
    }
    const passed = (this.#points[process.slot] ?? 0) + 1;
    this.#points[process.slot] = passed;
    const kill = this.plan.kills.find(
      ({ slot, when }) => slot === process.slot && 'point' in when && when.point === passed,
    );
    if (kill !== undefined) {
      this.trace.add('killed at', [process.nonce, point]);
      this.#kill(process.slot, kill.downMs);
    }
  }

  #kill(slot: number, downMs: number): void {
    const running = this.slots[slot] ?? null;
    if (running === null) {
      return;
    }
    this.trace.add('kill', running.process.nonce);
    running.process.kill();
    this.slots[slot] = null;
    this.disturb(downMs + takeoverMs);
    this.clock.after(downMs, () => void this.#start(slot));
  }

  #pause(slot: number, forMs: number): void {
    const process = this.slots[slot]?.process;
    if (process === undefined || process.state !== 'running') {
      return;
    }
    this.trace.add('pause', process.nonce);
    process.pause();
    this.disturb(forMs + takeoverMs);
    this.clock.after(forMs, () => {
      this.trace.add('resume', process.nonce);
      process.resume();
    });
  }

  /** The next one starts when the last one has closed, or was killed on the way. */
  async #restart(slot: number): Promise<void> {
    const running = this.slots[slot] ?? null;
    if (running === null || !running.process.serves) {
      return;
    }
    this.trace.add('restart', running.process.nonce);
    this.disturb(finishMs + takeoverMs);
    await closeInOrder(running);
    if (this.slots[slot] === running) {
      this.#retire(running);
      this.disturb(takeoverMs);
      await this.#start(slot);
    }
  }
}

async function closeInOrder({ process, history }: Running): Promise<void> {
  await process.drain();
  await history.close();
}

/** Nobody kills, stops or restarts a process, or its store. */
function isCalm({ kills, pauses, restarts, store }: Plan): boolean {
  const disturbances = [kills, pauses, restarts, store.outages].flat();
  return disturbances.length === 0 && store.lostReply === 0;
}
