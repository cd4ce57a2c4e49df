import type { AcceptedRun, NewRun } from '../consilience.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import type { Chance } from './chance.ts';
import { questionWith } from './texts.ts';
import type { Running, World } from './world.ts';

const answerMsMax = 20_000;
const triesMax = 120;
const betweenTriesMs = 700;

/** What people are told while a process or its store is down; they come again. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['overloaded', 'shutting_down', 'store_unavailable']);

/** Nobody answered: the process was killed or took too long. */
const lost = Symbol('lost');

/** What somebody is told by a process: a value, an error, or nothing. */
type Told<T> = T | ConsilienceError | typeof lost;

/** Everybody's questions, one person each; resolves when all have seen the end of what they asked. */
export async function liveTheirLives(world: World): Promise<void> {
  const { plan, chance } = world;
  const people = Array.from({ length: plan.runs }, (_, index) => {
    const workspace = `w${chance.whole(1, plan.workspaces)}`;
    return new Person(world, `${workspace}q${index}`, chance.fork()).live();
  });
  await Promise.all(people);
}

class Person {
  readonly #world: World;
  readonly #canary: string;
  readonly #chance: Chance;
  readonly #workspace: WorkspaceId;

  constructor(world: World, canary: string, chance: Chance) {
    this.#world = world;
    this.#canary = canary;
    this.#chance = chance;
    this.#workspace = canary.slice(0, canary.indexOf('q')) as WorkspaceId;
  }

  async live(): Promise<void> {
    const { plan, checks } = this.#world;
    const chance = this.#chance;
    await this.#world.sleep(chance.between(0, plan.askedByMs));
    const order = this.#order(this.#canary, null);
    const accepted = await this.#ask(order);
    if (accepted === null) {
      return;
    }
    checks.acknowledged(accepted.id, this.#workspace);
    await Promise.all([
      this.#follow(accepted.id),
      chance.happens(plan.people.repeat) ? this.#repeat(order, accepted) : null,
      chance.happens(plan.people.cancel) ? this.#cancel(accepted.id) : null,
      chance.happens(plan.people.stray) ? this.#stray(order, accepted) : null,
    ]);
    await this.#look(accepted.id);
    if (chance.happens(plan.people.followUp)) {
      await this.#followUp(accepted.session);
    }
  }

  #order(canary: string, session: string | null): NewRun {
    const chance = this.#chance;
    const models = this.#world.plan.models.map((model) => model.id);
    const some = models.filter(() => chance.happens(0.7));
    return {
      workspace: this.#workspace,
      question: questionWith(canary, chance),
      models: chance.happens(0.5) || some.length === 0 ? null : some,
      session,
      idempotencyKey: chance.happens(this.#world.plan.people.key) ? `key-${canary}` : null,
    };
  }

  /** Asks until a process has acknowledged; without a key nobody asks twice what may have been heard. */
  async #ask(order: NewRun): Promise<AcceptedRun | null> {
    const [first, second] = [await this.#accept(order), this.#chance.happens(this.#world.plan.people.repeat)];
    if (!second || order.idempotencyKey === null || first === null) {
      return first;
    }
    const twin = await this.#accept(order);
    if (twin !== null && twin.id !== first.id) {
      this.#world.checks.broken('a key that comes again names the same run', order.idempotencyKey);
    }
    return first;
  }

  async #accept(order: NewRun): Promise<AcceptedRun | null> {
    for (let attempt = 1; attempt <= triesMax; attempt += 1) {
      const told = await this.#tell('accept', ({ history }) => history.runs.accept(order));
      const known = told instanceof ConsilienceError ? told.code : told;
      if (typeof known === 'object') {
        return known;
      }
      if (order.idempotencyKey === null && (known === lost || known === 'store_unavailable')) {
        return null;
      }
      if (known !== lost && !passing.has(known)) {
        this.#world.checks.broken('what is right is accepted', `${this.#canary}: ${known}`);
        return null;
      }
      await this.#world.sleep(betweenTriesMs);
    }
    this.#world.checks.broken('somebody is heard in the end', this.#canary);
    return null;
  }

  async #repeat(order: NewRun, accepted: AcceptedRun): Promise<void> {
    if (order.idempotencyKey === null) {
      return;
    }
    await this.#world.sleep(this.#chance.between(0, 10_000));
    const again = await this.#accept(order);
    if (again !== null && (again.id !== accepted.id || !again.replayed)) {
      this.#world.checks.broken('a key that comes again names the same run', accepted.id);
    }
    const other = await this.#tell('reuse', ({ history }) =>
      history.runs.accept({ ...order, question: `${order.question} Really?` }),
    );
    this.#expect(other, 'idempotency_key_reuse');
  }

  async #cancel(id: string): Promise<void> {
    const { checks } = this.#world;
    await this.#world.sleep(this.#chance.between(0, 6_000));
    const calm = !this.#world.disturbed && this.#world.isDriven(id);
    const state = await this.#tell('cancel', ({ history }) => history.runs.cancel(this.#workspace, id));
    if (state === 'cancelled') {
      checks.acknowledgedCancel(id);
    }
    if (calm && !this.#world.disturbed && (state === 'running' || state === 'queued')) {
      checks.broken('what is cancelled stops in three seconds', id);
    }
  }

  /** Somebody else's run, session or nothing at all: not known. */
  async #stray(order: NewRun, accepted: AcceptedRun): Promise<void> {
    const workspace = 'w9' as WorkspaceId;
    const foreign = await this.#tell('stray', ({ history }) => history.runs.view(workspace, accepted.id));
    this.#expect(foreign, 'run_unknown');
    const intruder = { ...order, workspace, session: accepted.session, idempotencyKey: null };
    this.#expect(await this.#tell('stray', ({ history }) => history.runs.accept(intruder)), 'session_unknown');
    const query = { text: null, limit: 100, cursor: null };
    const listed = await this.#tell('list', ({ history }) => history.runs.list(this.#workspace, query));
    if (listed !== lost && !(listed instanceof ConsilienceError)) {
      this.#world.checks.shown(this.#workspace, listed);
    }
  }

  #expect(told: Told<unknown>, code: ErrorCode): void {
    if (told === lost || (told instanceof ConsilienceError && (told.code === code || passing.has(told.code)))) {
      return;
    }
    const what = told instanceof ConsilienceError ? told.code : JSON.stringify(told);
    this.#world.checks.broken(`what is wrong is refused as ${code}`, `${this.#canary}: ${what}`);
  }

  async #look(id: string): Promise<void> {
    const view = await this.#tell('view', ({ history }) => history.runs.view(this.#workspace, id));
    if (view === lost || view instanceof ConsilienceError) {
      return;
    }
    this.#world.checks.viewed(view);
    this.#world.checks.shown(this.#workspace, view);
  }

  /** Sees the run to its end, from one process after the other. */
  async #follow(id: string): Promise<void> {
    const seen: ConsensusEvent[] = [];
    while (seen.at(-1)?.type !== 'run-end') {
      const running = this.#world.serving();
      if (running !== null) {
        await this.#followAt(running, id, seen);
      }
      await this.#world.sleep(this.#chance.between(50, 500));
      if (this.#chance.happens(0.2)) {
        await this.#look(id);
      }
    }
    this.#world.checks.followed(id, seen);
    this.#world.checks.shown(this.#workspace, seen);
  }

  async #followAt(running: Running, id: string, seen: ConsensusEvent[]): Promise<void> {
    const leave = new AbortController();
    const patience = this.#world.clock.after(this.#chance.between(500, 15_000), () => leave.abort());
    const run = { workspace: this.#workspace, id, after: seen.at(-1)?.seq ?? 0 };
    const batches = running.history.runs.follow(run, leave.signal)[Symbol.asyncIterator]();
    for (;;) {
      const told = await this.#hear(running, batches.next());
      if (told === lost || told instanceof ConsilienceError || told.done === true) {
        break;
      }
      seen.push(...told.value);
    }
    patience();
    leave.abort();
  }

  async #followUp(session: string): Promise<void> {
    await this.#world.sleep(this.#chance.between(0, 1_000));
    const accepted = await this.#ask(this.#order(`${this.#canary}00`, session));
    if (accepted !== null) {
      this.#world.checks.acknowledged(accepted.id, this.#workspace);
      await this.#follow(accepted.id);
    }
  }

  /** One request to whoever serves. */
  async #tell<T>(what: string, request: (running: Running) => Promise<T>): Promise<Told<T>> {
    const running = this.#world.serving();
    const told = running === null ? lost : await this.#hear(running, running.process.serve(request(running)));
    const answer = told instanceof ConsilienceError ? told.code : told === lost ? 'lost' : told;
    this.#world.trace.add(what, [this.#canary, answer]);
    return told;
  }

  async #hear<T>(running: Running, answer: Promise<T>): Promise<Told<T>> {
    const late = Promise.withResolvers<typeof lost>();
    const takeBack = this.#world.clock.after(answerMsMax, () => late.resolve(lost));
    try {
      return await Promise.race([answer, late.promise, running.process.died.then((): typeof lost => lost)]);
    } catch (error) {
      if (!(error instanceof ConsilienceError) || error.code === 'internal') {
        this.#world.checks.broken('nothing fails unexpectedly', String(error));
      }
      return error instanceof ConsilienceError ? error : lost;
    } finally {
      takeBack();
    }
  }
}
