import { isDeepStrictEqual } from 'node:util';
import { countedAnswers, openAnswers } from '../consensus/answers.ts';
import { emptyView, fold } from '../consensus/view/index.ts';
import type { ConsensusEvent, ConsensusView } from '../consensus/view/index.ts';
import { leaseMs } from '../history/leases.ts';
import { isActive } from '../history/records.ts';
import type { RunRecord } from '../history/records.ts';
import type { ChatRequest } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';
import { brokenPromises } from './run-promises.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { canariesIn, isSynthesis, workspaceOf } from './texts.ts';

/** How long after its deadline a run may end. */
const slackMs = 5_000;
/** A lease that runs out, and the next look for such runs. */
const takeoverMs = leaseMs + 7_000;
/** Attempts and one hedge, of one model by one owner of a run. */
const callsMax = 4;
const violationsMax = 20;

interface ChecksOf {
  readonly clock: Clock;
  readonly disk: () => SimulatedDisk;
  readonly process: (owner: string) => SimulatedProcess | undefined;
  /** Until when nothing is promised: a process or the store is disturbed, or was a moment ago. */
  readonly disturbedUntil: () => number;
  readonly longestMs: (run: RunRecord) => number;
}

/** What is known of one run. */
interface Known {
  view: ConsensusView;
  /** When its owner began to work on it. */
  ownedAt: number;
  /** Models that its owner may ask. */
  mayAsk: ReadonlySet<string>;
  readonly calls: Map<string, number>;
}

/** Watches everything that happens and writes down each broken promise. */
export class Checks {
  readonly violations: string[] = [];
  readonly #of: ChecksOf;
  readonly #known = new Map<string, Known>();
  readonly #acknowledged = new Map<string, string>();
  readonly #cancelled = new Set<string>();
  readonly #runOf = new Map<string, string>();

  constructor(of: ChecksOf) {
    this.#of = of;
  }

  broken(promise: string, about: string): void {
    if (this.violations.length < violationsMax) {
      this.violations.push(`${promise} (${about}, at ${Math.round(this.#of.clock.monotonic())} ms)`);
    }
  }

  acknowledged(runId: string, workspace: string): void {
    this.#acknowledged.set(runId, workspace);
  }

  acknowledgedCancel(runId: string): void {
    this.#cancelled.add(runId);
  }

  /** After every step of time. */
  step(): void {
    const { clock, disk, disturbedUntil, longestMs } = this.#of;
    const now = clock.monotonic();
    const runs = disk().runs;
    for (const runId of this.#acknowledged.keys()) {
      if (!runs.has(runId)) {
        this.broken('an acknowledged run is there', runId);
      }
    }
    const since = disturbedUntil();
    for (const [runId, { view, ownedAt }] of this.#known) {
      const run = runs.get(runId);
      if (view.ms === null && run !== undefined && now > Math.max(since, ownedAt) + longestMs(run) + slackMs) {
        this.broken('a run ends by its deadline', runId);
        this.#known.delete(runId);
      }
    }
  }

  appended(process: SimulatedProcess, runId: string, events: readonly ConsensusEvent[]): void {
    const known = this.#known.get(runId);
    if (known === undefined) {
      return;
    }
    for (const event of events) {
      if (known.view.ms !== null) {
        this.broken('nothing follows the end of a run', `${runId} by ${process.nonce}`);
      }
      if (event.seq !== known.view.seq + 1) {
        this.broken('the sequence has no hole', `${runId} ${event.seq} by ${process.nonce}`);
      }
      if (event.type === 'answer-end' || event.type === 'answer-error') {
        const open = openAnswers(known.view).some((a) => a.model === event.model);
        if (!open) {
          this.broken('each model ends once', `${runId} ${event.model}`);
        }
      }
      known.view = fold(known.view, [event]);
    }
  }

  changed(process: SimulatedProcess, before: RunRecord | null, after: RunRecord | null): void {
    if (after === null) {
      return;
    }
    if (before === null) {
      this.#accepted(after);
      return;
    }
    if (after.epoch !== before.epoch) {
      this.#taken(before, after);
    } else if (changesOwnedPart(before, after) && before.lease.owner !== process.leaseOwner) {
      this.broken('only its owner changes a run', `${after.id} by ${process.nonce}`);
    }
  }

  /** A model is asked. What a fenced process asks is lost money, but harms no run. */
  called(process: SimulatedProcess, model: string, request: ChatRequest): void {
    const text = request.messages.map((message) => message.text).join('\n');
    const canaries = canariesIn(text);
    if (new Set(canaries.map(workspaceOf)).size > 1) {
      this.broken('workspaces do not mix in a prompt', canaries.join(' '));
    }
    this.#sameSession(canaries);
    const runId = this.#runOf.get(canariesIn(request.messages.at(-1)?.text ?? '').at(-1) ?? '') ?? '';
    const run = this.#of.disk().runs.get(runId);
    const known = this.#known.get(runId);
    if (run === undefined || known === undefined || run.lease.owner !== process.leaseOwner) {
      return;
    }
    if (known.view.ms !== null) {
      this.broken('nobody is asked for a run that has ended', `${runId} ${model}`);
    } else if (!isSynthesis(request)) {
      this.#asked(known, run, model);
    }
  }

  /** What somebody of a workspace is shown. */
  shown(workspace: string, what: unknown): void {
    const foreign = canariesIn(JSON.stringify(what)).filter((canary) => workspaceOf(canary) !== workspace);
    if (foreign.length > 0) {
      this.broken('nobody is shown what another workspace asked', `${workspace}: ${foreign.join(' ')}`);
    }
  }

  viewed(view: ConsensusView): void {
    const stored = this.#of.disk().events(view.id).slice(0, view.seq);
    const folded = fold(emptyView(view.id), stored);
    if (view.seq > 0 && !isDeepStrictEqual(view, folded)) {
      this.broken('a view is the fold of stored events', `${view.id} ${view.seq}`);
    }
  }

  followed(runId: string, events: readonly ConsensusEvent[]): void {
    if (!isDeepStrictEqual(events, this.#of.disk().events(runId))) {
      this.broken('a viewer is shown what is stored, without hole or repeat', `${runId} ${events.length}`);
    }
  }

  /** When everything is over: every run has ended as its log says, in a session, once a key. */
  end(): void {
    const keys = new Set<string>();
    for (const run of this.#of.disk().runs.values()) {
      this.#ended(run);
      const key = `${run.workspace} ${run.idempotency?.key ?? run.id}`;
      if (keys.has(key)) {
        this.broken('one key makes one run', key);
      }
      keys.add(key);
    }
  }

  #ended(run: RunRecord): void {
    const disk = this.#of.disk();
    const events = disk.events(run.id);
    const view = fold(emptyView(run.id), events);
    const wrong = view.ms === null ? ['the run has ended'] : brokenPromises(events, view);
    for (const promise of wrong) {
      this.broken(promise, run.id);
    }
    if (run.state !== view.state || run.score !== (view.agreement?.score ?? null)) {
      this.broken('a record says what its log says', `${run.id} ${run.state}, ${view.state}`);
    }
    if (this.#cancelled.has(run.id) && view.state !== 'cancelled') {
      this.broken('what was cancelled ends as cancelled', run.id);
    }
    if (disk.sessions.get(run.session)?.workspace !== run.workspace) {
      this.broken('a run is part of a session', run.id);
    }
  }

  #accepted(run: RunRecord): void {
    for (const canary of canariesIn(run.question)) {
      this.#runOf.set(canary, run.id);
    }
    this.#known.set(run.id, {
      view: emptyView(run.id),
      ownedAt: this.#of.clock.monotonic(),
      mayAsk: new Set(run.models),
      calls: new Map(),
    });
  }

  /** A take-over, by the rules of leases: an owner keeps what it renews, and may take up what it never began. */
  #taken(before: RunRecord, after: RunRecord): void {
    const owner = this.#of.process(before.lease.owner);
    const isOwn = before.lease.owner === after.lease.owner;
    const lives = owner?.state === 'running' && before.lease.owner !== '';
    if (lives && !isOwn && isActive(before) && this.#of.clock.monotonic() > this.#of.disturbedUntil()) {
      this.broken('a living process keeps its runs', after.id);
    }
    if (owner?.state !== 'dead' && !isOwn && before.lease.until >= this.#of.clock.now()) {
      this.broken('nobody takes a run whose lease lasts', after.id);
    }
    const known = this.#known.get(after.id);
    if (known !== undefined) {
      known.ownedAt = this.#of.clock.monotonic();
      known.calls.clear();
      known.mayAsk = mayBeAsked(known.view, after);
    }
  }

  #asked(known: Known, run: RunRecord, model: string): void {
    const answer = known.view.answers.find((a) => a.model === model);
    if (answer !== undefined && answer.state === 'done') {
      this.broken('no call is repeated whose answer is stored', `${run.id} ${model}`);
    } else if (!known.mayAsk.has(model)) {
      this.broken('nobody is asked without need', `${run.id} ${model}`);
    }
    const calls = (known.calls.get(model) ?? 0) + 1;
    known.calls.set(model, calls);
    if (calls > callsMax) {
      this.broken('a model is asked a few times at most', `${run.id} ${model} ${calls}`);
    }
  }

  #sameSession(canaries: readonly string[]): void {
    const runs = this.#of.disk().runs;
    const sessions = canaries.map((canary) => runs.get(this.#runOf.get(canary) ?? '')?.session);
    if (new Set(sessions.filter((session) => session !== undefined)).size > 1) {
      this.broken('a prompt tells of one session', canaries.join(' '));
    }
  }
}

export { takeoverMs };

function changesOwnedPart(before: RunRecord, after: RunRecord): boolean {
  return before.state !== after.state || !isDeepStrictEqual(before.lease, after.lease);
}

/** After a take-over: nobody when enough answers came, else those that have not ended. */
function mayBeAsked(view: ConsensusView, run: RunRecord): ReadonlySet<string> {
  if (view.seq === 0) {
    return new Set(run.models);
  }
  const enough = view.ms !== null || countedAnswers(view).length >= Math.min(2, view.quorum);
  return new Set(enough ? [] : openAnswers(view).map((a) => a.model));
}
