import { isDeepStrictEqual } from 'node:util';
import { countedAnswers, openAnswers } from '../consensus/answers.ts';
import type { AcceptedRun } from '../consilience.ts';
import type { RunLimits } from '../consensus/request.ts';
import { emptyView, fold } from '../consensus/view/index.ts';
import type { ConsensusEvent, ConsensusView } from '../consensus/view/index.ts';
import { leaseMs } from '../history/leases.ts';
import { isActive } from '../history/records.ts';
import type { RunRecord } from '../history/records.ts';
import type { Clock } from '../ports/clock.ts';
import { CallChecks } from './call-checks.ts';
import { beganInTime } from './due.ts';
import { KnownRuns } from './known-runs.ts';
import type { KnownRun } from './known-runs.ts';
import { brokenPromises } from './run-promises.ts';
import type { Appended, SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { canariesIn, workspaceOf } from './texts.ts';
import { untrueTo } from './told.ts';

/** How long after its deadline a run may end. */
const slackMs = 5_000;
/** A lease that runs out, and the next look for such runs. */
const takeoverMs = leaseMs + 7_000;
/** How long after its deadline a run may end that nothing disturbed: by itself, not by force. */
const ownEndMs = 500;
const violationsMax = 20;

interface ChecksOf {
  readonly clock: Clock;
  readonly disk: () => SimulatedDisk;
  readonly process: (owner: string) => SimulatedProcess | undefined;
  /** Until when nothing is promised: a process or the store is disturbed, or was a moment ago. */
  readonly disturbedUntil: () => number;
  readonly longestMs: (run: Pick<RunRecord, 'models'>) => number;
  /** Of one call to a model. */
  readonly longestCallMs: (model: string) => number;
  readonly limits: RunLimits;
  /** Of one process, as far as nothing disturbs it. */
  readonly runsMax: number;
}

/** Watches everything that happens and writes down each broken promise. */
export class Checks {
  readonly violations: string[] = [];
  readonly calls: CallChecks;
  readonly known = new KnownRuns();
  readonly #of: ChecksOf;
  readonly #acknowledged = new Map<string, string>();
  readonly #cancelled = new Set<string>();
  /** Runs and sessions that somebody wants stopped. */
  readonly #unwanted = new Set<string>();
  /** Sessions that somebody wants erased. */
  readonly #erased = new Set<string>();

  constructor(of: ChecksOf) {
    this.#of = of;
    this.calls = new CallChecks({
      clock: of.clock,
      known: this.known,
      run: (id) => of.disk().runs.get(id),
      disturbedUntil: of.disturbedUntil,
      longestMs: of.longestCallMs,
      broken: (promise, about) => this.broken(promise, about),
    });
  }

  broken(promise: string, about: string): void {
    if (this.violations.length < violationsMax) {
      this.violations.push(`${promise} (${about}, at ${Math.round(this.#of.clock.monotonic())} ms)`);
    }
  }

  acknowledged({ id, session }: AcceptedRun): void {
    this.#acknowledged.set(id, session);
  }

  /** Somebody is about to ask for an end of the run, or of all runs of the session. */
  unwanted(runOrSession: string): void {
    this.#unwanted.add(runOrSession);
  }

  acknowledgedCancel(runId: string): void {
    this.#cancelled.add(runId);
  }

  /** Somebody is about to erase the session. */
  erased(session: string): void {
    this.#unwanted.add(session);
    this.#erased.add(session);
  }

  isErased(session: string): boolean {
    return this.#erased.has(session);
  }

  /** After every step of time. */
  step(): void {
    const { clock, disk, disturbedUntil, longestMs } = this.#of;
    const now = clock.monotonic();
    const runs = disk().runs;
    for (const [runId, session] of this.#acknowledged) {
      if (!runs.has(runId) && !this.#erased.has(session)) {
        this.broken('an acknowledged run is there', runId);
      }
    }
    const since = disturbedUntil();
    for (const { id, session, view, ownedAt } of this.known.all()) {
      const run = view.ms === null && !this.#erased.has(session) ? runs.get(id) : undefined;
      if (run !== undefined && now > Math.max(since, ownedAt) + longestMs(run) + slackMs) {
        this.broken('a run ends by its deadline', id);
      }
    }
    this.calls.step();
  }

  appended(process: SimulatedProcess, { runId, events, askedAt }: Appended): void {
    const known = this.known.get(runId);
    if (known === undefined) {
      return;
    }
    const owner = this.#of.disk().runs.get(runId)?.lease.owner;
    if (owner !== process.leaseOwner && askedAt > known.ownedAt && !this.#erased.has(known.session)) {
      this.broken('only its owner writes what a run says', `${runId} by ${process.nonce}`);
    }
    for (const event of events) {
      this.#follows(known, event, process);
      known.view = fold(known.view, [event]);
    }
    if (known.view.ms !== null) {
      known.endedBy ??= process.nonce;
      this.#endedInTime(known);
    }
  }

  changed(process: SimulatedProcess, before: RunRecord | null, after: RunRecord | null): void {
    if (after === null) {
      return;
    }
    if (before === null) {
      this.#accepted(process, after);
      return;
    }
    if (after.epoch !== before.epoch) {
      this.#taken(before, after);
    } else if (changesOwnedPart(before, after) && before.lease.owner !== process.leaseOwner) {
      this.broken('only its owner changes a run', `${after.id} by ${process.nonce}`);
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
    for (const difference of untrueTo(stored, view)) {
      this.broken(difference, `${view.id} ${view.seq}`);
    }
  }

  followed(runId: string, events: readonly ConsensusEvent[]): void {
    if (!isDeepStrictEqual(events, this.#of.disk().events(runId))) {
      this.broken('a viewer is shown what is stored, without hole or repeat', `${runId} ${events.length}`);
    }
  }

  /** A process has closed in order, with the store at its service. */
  closed(process: SimulatedProcess): void {
    for (const run of this.#of.disk().runs.values()) {
      if (isActive(run) && run.lease.owner === process.leaseOwner) {
        this.broken('a process that closes leaves its runs to others', `${run.id} by ${process.nonce}`);
      }
    }
  }

  /** How often each model was asked in each workspace, without those of which something was erased. */
  asked(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    const asked = new Map<string, Map<string, number>>();
    for (const { workspace, view, fresh } of this.known.all()) {
      const models = asked.get(workspace) ?? new Map<string, number>();
      asked.set(workspace, models);
      for (const { model } of view.answers.filter((answer) => fresh.has(answer.model))) {
        models.set(model, (models.get(model) ?? 0) + 1);
      }
    }
    for (const { workspace, session } of this.known.all()) {
      if (this.#erased.has(session)) {
        asked.delete(workspace);
      }
    }
    return asked;
  }

  /** When everything is over: every run has ended as its log says, in a session, once a key; of what was erased nothing is left. */
  end(): void {
    const disk = this.#of.disk();
    const keys = new Set<string>();
    for (const run of disk.runs.values()) {
      this.#ended(run);
      const key = `${run.workspace} ${run.idempotency?.key ?? run.id}`;
      if (keys.has(key)) {
        this.broken('one key makes one run', key);
      }
      keys.add(key);
    }
    for (const session of disk.sessions.values()) {
      if (session.state === 'removing') {
        this.broken('what is being erased is erased', session.id);
      }
    }
    for (const runId of disk.logs()) {
      if (!disk.runs.has(runId)) {
        this.broken('nothing is left of what was erased', runId);
      }
    }
    this.calls.end();
  }

  #follows(known: KnownRun, event: ConsensusEvent, process: SimulatedProcess): void {
    const about = `${known.id} ${event.seq} by ${process.nonce}`;
    if (known.view.ms !== null) {
      this.broken('nothing follows the end of a run', about);
    }
    if (event.seq !== known.view.seq + 1) {
      this.broken('the sequence has no hole', about);
    }
    if (event.type === 'answer-end' || event.type === 'answer-error') {
      if (!openAnswers(known.view).some((a) => a.model === event.model)) {
        this.broken('each model ends once', about);
      }
    }
    if (event.type === 'answer-delta') {
      known.wroteAt.set(event.model, event.seq);
    }
    if (event.type === 'answer-start' && textIn(known.view, event.model) !== '') {
      if ((known.wroteAt.get(event.model) ?? 0) > known.ownedFrom) {
        this.broken('nobody is asked again after the first text', about);
      }
    }
  }

  /** Of a run that nothing disturbed, told by its own process. */
  #endedInTime(known: KnownRun): void {
    const { disk, limits, longestMs } = this.#of;
    const { view } = known;
    if (!this.#isCalm(known) || known.continues !== null || !this.known.isAlone(known)) {
      return;
    }
    if ((view.ms ?? 0) > longestMs({ models: view.answers.map(({ model }) => model) }) + ownEndMs) {
      this.broken('a run ends by itself, not by force', `${known.id} ${view.ms}`);
    }
    if (view.state === 'done' && !beganInTime(disk().events(known.id), limits)) {
      this.broken('a synthesis begins when it is due', known.id);
    }
  }

  /** Nothing has disturbed the run since it was accepted. */
  #isCalm({ owners, acceptedAt, session }: KnownRun): boolean {
    return owners === 1 && this.#of.disturbedUntil() < acceptedAt && !this.#erased.has(session);
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
    if (disk.sessions.get(run.session)?.workspace !== run.workspace) {
      this.broken('a run is part of a session', run.id);
    }
    this.#stopped(run, view.state === 'cancelled');
    this.#continued(run, view);
  }

  #stopped({ id, session }: RunRecord, isCancelled: boolean): void {
    if (this.#cancelled.has(id) && !isCancelled) {
      this.broken('what was cancelled ends as cancelled', id);
    }
    if (isCancelled && !this.#unwanted.has(id) && !this.#unwanted.has(session)) {
      this.broken('what nobody cancelled is not cancelled', id);
    }
  }

  /** A successor keeps what its parent had, and is the only one. */
  #continued({ id, continues }: RunRecord, view: ConsensusView): void {
    if (continues === null) {
      return;
    }
    const parent = this.known.get(continues.run)?.view;
    const successors = [...this.#of.disk().runs.values()].filter((run) => run.continues?.run === continues.run);
    if (successors.length > 1) {
      this.broken('one run continues another', successors.map((run) => run.id).join(' '));
    }
    const kept = view.answers.filter(({ model }) => model !== continues.model);
    for (const answer of kept) {
      const before = parent?.answers.find(({ model }) => model === answer.model);
      if (before !== undefined && !isDeepStrictEqual(answer, before)) {
        this.broken('a successor keeps the answers of its parent', `${id} ${answer.model}`);
      }
    }
  }

  #accepted(process: SimulatedProcess, run: RunRecord): void {
    const { clock, disk, runsMax } = this.#of;
    this.known.accepted(run, clock.monotonic());
    const owned = [...disk().runs.values()].filter(
      (other) => isActive(other) && other.lease.owner === process.leaseOwner && !this.#erased.has(other.session),
    );
    if (owned.length > runsMax) {
      this.broken('a process takes no more runs than it may', `${owned.length} by ${process.nonce}`);
    }
  }

  #taken(before: RunRecord, after: RunRecord): void {
    if (before.lease.owner !== after.lease.owner && !this.#erased.has(after.session)) {
      this.#mayBeTaken(before);
    }
    const known = this.known.get(after.id);
    if (known !== undefined && this.#isCalm(known)) {
      this.broken('a run that nothing disturbs is not given up', `${after.id} by ${before.lease.owner}`);
    }
    if (known !== undefined) {
      known.ownedAt = this.#of.clock.monotonic();
      known.ownedFrom = known.view.seq;
      known.owners += 1;
      known.calls.clear();
      known.mayAsk = mayBeAsked(known, after);
    }
  }

  /** By the rules of leases: an owner keeps what it renews, and may take up what it never began. */
  #mayBeTaken(run: RunRecord): void {
    const { clock, disturbedUntil } = this.#of;
    const owner = this.#of.process(run.lease.owner);
    if (owner?.state === 'running' && isActive(run) && clock.monotonic() > disturbedUntil()) {
      this.broken('a living process keeps its runs', run.id);
    }
    if (owner?.state !== 'dead' && run.lease.until >= clock.now()) {
      this.broken('nobody takes a run whose lease lasts', run.id);
    }
  }
}

export { takeoverMs };

function textIn({ answers }: ConsensusView, model: string): string {
  return answers.find((answer) => answer.model === model)?.text ?? '';
}

function changesOwnedPart(before: RunRecord, after: RunRecord): boolean {
  return before.state !== after.state || !isDeepStrictEqual(before.lease, after.lease);
}

/** After a take-over: nobody when enough answers came, else those that have not ended; a successor is there for its one model. */
function mayBeAsked({ view, fresh }: KnownRun, run: RunRecord): ReadonlySet<string> {
  if (view.seq === 0) {
    return fresh;
  }
  const counted = countedAnswers(view).length;
  const isEnough = view.ms !== null || (run.continues === null && counted >= Math.min(2, view.quorum));
  return new Set(isEnough ? [] : openAnswers(view).flatMap(({ model }) => (fresh.has(model) ? [model] : [])));
}
