import type { AcceptedRun, NewRun } from '../consilience.ts';
import type { ConsensusEvent } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { WorkspaceId } from '../workspaces/workspace.ts';
import { eraseSession, hideSession, oneMoreModel, shareRun } from './afterwards.ts';
import type { Chance } from './chance.ts';
import { lost, Requests } from './requests.ts';
import { questionWith } from './texts.ts';
import type { Running, World } from './world.ts';

/** What one person wants to know. Two may ask the same at almost the same time. */
interface Errand {
  readonly workspace: WorkspaceId;
  readonly canary: string;
  /** Of this person in the workspace: people of different workspaces use the same keys. */
  readonly number: number;
  readonly question: string;
  readonly models: readonly string[] | null;
  readonly atMs: number;
}

/** Everybody's questions, one person each; resolves when all have seen the end of what they asked. */
export async function liveTheirLives(world: World): Promise<void> {
  const errands: Errand[] = [];
  for (let index = 0; index < world.plan.runs; index += 1) {
    errands.push(errandOf(world, index, errands));
  }
  await Promise.all(errands.map((errand) => new Person(world, errand, world.chance.fork()).live()));
}

function errandOf({ plan, chance }: World, index: number, before: readonly Errand[]): Errand {
  const twin = before.at(-1);
  const numberIn = (place: string) => before.filter((errand) => errand.workspace === place).length;
  if (twin !== undefined && chance.happens(plan.people.twin)) {
    return { ...twin, number: numberIn(twin.workspace), atMs: twin.atMs + chance.between(0, 1_500) };
  }
  const workspace = `w${chance.whole(1, plan.workspaces)}` as WorkspaceId;
  const some = plan.models.map((model) => model.id).filter(() => chance.happens(0.7));
  return {
    workspace,
    canary: `${workspace}q${index}`,
    number: numberIn(workspace),
    question: questionWith(`${workspace}q${index}`, chance),
    models: chance.happens(0.5) || some.length === 0 ? null : some,
    atMs: chance.between(0, plan.askedByMs),
  };
}

export class Person {
  readonly world: World;
  readonly chance: Chance;
  readonly requests: Requests;
  readonly errand: Errand;

  constructor(world: World, errand: Errand, chance: Chance) {
    this.world = world;
    this.errand = errand;
    this.chance = chance;
    this.requests = new Requests(world, errand.canary);
  }

  get workspace(): WorkspaceId {
    return this.errand.workspace;
  }

  async live(): Promise<void> {
    const { chance, errand, world } = this;
    const habits = world.plan.people;
    await world.sleep(errand.atMs);
    const order = this.#order(errand.question, null, `key-${errand.number}`);
    const accepted = await this.#ask(order);
    if (accepted === null) {
      return;
    }
    world.checks.acknowledged(accepted);
    if (chance.happens(habits.erase)) {
      await Promise.all([this.follow(accepted), eraseSession(this, accepted, { soon: true, token: null })]);
      return;
    }
    await Promise.all([
      this.follow(accepted),
      chance.happens(habits.repeat) ? this.#repeat(order, accepted) : null,
      chance.happens(habits.cancel) ? this.#cancel(accepted.id) : null,
      chance.happens(habits.stray) ? this.#stray(order, accepted) : null,
    ]);
    await this.look(accepted.id);
    await this.#goOn(accepted);
  }

  /** What somebody does with a run that has ended. */
  async #goOn(accepted: AcceptedRun): Promise<void> {
    const { chance, errand } = this;
    const habits = this.world.plan.people;
    const token = chance.happens(habits.share) ? await shareRun(this, accepted) : null;
    if (chance.happens(habits.oneMore)) {
      await oneMoreModel(this, accepted);
    }
    if (chance.happens(habits.hide)) {
      await hideSession(this, accepted, token);
    }
    if (chance.happens(habits.followUp)) {
      const question = questionWith(`${errand.canary}00${errand.number}`, chance);
      await this.#followUp(this.#order(question, accepted.session, `more-${errand.number}`));
    }
    if (chance.happens(habits.erase)) {
      await eraseSession(this, accepted, { soon: false, token });
    }
  }

  #order(question: string, session: string | null, key: string): NewRun {
    const idempotencyKey = this.chance.happens(this.world.plan.people.key) ? key : null;
    return { workspace: this.workspace, question, models: this.errand.models, session, idempotencyKey };
  }

  /** Asks until a process has acknowledged; without a key nobody asks twice what may have been heard. */
  async #ask(order: NewRun): Promise<AcceptedRun | null> {
    const [first, second] = [await this.#accept(order), this.chance.happens(this.world.plan.people.repeat)];
    if (second && order.idempotencyKey !== null && first !== null) {
      this.#sameRun(first, await this.#accept(order));
    }
    return first;
  }

  #accept(order: NewRun): Promise<AcceptedRun | null> {
    const repeatable = order.idempotencyKey !== null;
    return this.requests.accepted('accept', ({ history }) => history.runs.accept(order), { repeatable });
  }

  #sameRun(first: AcceptedRun, again: AcceptedRun | null): void {
    if (again !== null && (again.id !== first.id || !again.replayed)) {
      this.world.checks.broken('a key that comes again names the same run', first.id);
    }
  }

  async #repeat(order: NewRun, accepted: AcceptedRun): Promise<void> {
    if (order.idempotencyKey === null) {
      return;
    }
    await this.world.sleep(this.chance.between(0, 10_000));
    this.#sameRun(accepted, await this.#accept(order));
    const other = { ...order, question: `${order.question} Really?` };
    await this.requests.refused('idempotency_key_reuse', 'reuse', ({ history }) => history.runs.accept(other));
  }

  async #cancel(id: string): Promise<void> {
    const { world, workspace } = this;
    await world.sleep(this.chance.between(0, this.chance.pick([300, 1_000, 6_000])));
    const calm = !world.disturbed && world.isDriven(id);
    world.checks.unwanted(id);
    const state = await this.requests.tell('cancel', ({ history }) => history.runs.cancel(workspace, id));
    if (state === 'cancelled') {
      world.checks.acknowledgedCancel(id);
    }
    if (calm && !world.disturbed && (state === 'running' || state === 'queued')) {
      world.checks.broken('what is cancelled stops in three seconds', id);
    }
  }

  /** Somebody else's run, session or link: not known, whatever is asked of it. */
  async #stray(order: NewRun, { id, session }: AcceptedRun): Promise<void> {
    const { chance, requests, workspace } = this;
    const foreign = (chance.happens(0.5) ? 'w9' : workspace === 'w1' ? 'w2' : 'w1') as WorkspaceId;
    const intruder = { ...order, workspace: foreign, session, idempotencyKey: null };
    const asked = { workspace: foreign, id, model: 'v0/m0', idempotencyKey: null };
    await requests.refused('run_unknown', 'view', ({ history }) => history.runs.view(foreign, id));
    await requests.refused('run_unknown', 'cancel', ({ history }) => history.runs.cancel(foreign, id));
    await requests.refused('run_unknown', 'add', ({ history }) => history.runs.addModel(asked));
    await requests.refused('run_unknown', 'share', ({ shares }) => shares.create(foreign, id));
    await requests.refused('run_unknown', 'links', ({ shares }) => shares.list(foreign, id));
    await requests.refused('session_unknown', 'join', ({ history }) => history.runs.accept(intruder));
    await requests.refused('session_unknown', 'get', ({ history }) => history.sessions.get(foreign, session));
    await requests.refused('session_unknown', 'hide', ({ history }) => history.sessions.hide(foreign, session));
    await requests.refused('session_unknown', 'erase', ({ history }) => history.sessions.remove(foreign, session));
    const query = { text: null, limit: 100, cursor: null };
    for (const who of [workspace, foreign]) {
      const runs = await requests.tell('list', ({ history }) => history.runs.list(who, query));
      const sessions = await requests.tell('list', ({ history }) => history.sessions.list(who, query));
      this.world.checks.shown(
        who,
        [runs, sessions].filter((told) => told !== lost),
      );
    }
  }

  async look(id: string): Promise<void> {
    const view = await this.requests.tell('view', ({ history }) => history.runs.view(this.workspace, id));
    if (view !== lost && !(view instanceof ConsilienceError)) {
      this.world.checks.viewed(view);
      this.world.checks.shown(this.workspace, view);
    }
  }

  /** Sees the run to its end, or until it is erased, from one process after the other. */
  async follow({ id, session }: AcceptedRun): Promise<void> {
    const { checks } = this.world;
    const seen: ConsensusEvent[] = [];
    while (seen.at(-1)?.type !== 'run-end' && !checks.isErased(session)) {
      const running = this.world.serving();
      if (running !== null) {
        await this.#followAt(running, id, seen);
      }
      await this.world.sleep(this.chance.between(50, 500));
      if (this.chance.happens(0.2)) {
        await this.look(id);
      }
    }
    if (!checks.isErased(session)) {
      checks.followed(id, seen);
    }
    checks.shown(this.workspace, seen);
  }

  async #followAt(running: Running, id: string, seen: ConsensusEvent[]): Promise<void> {
    const leave = new AbortController();
    const patience = this.world.clock.after(this.chance.between(500, 15_000), () => leave.abort());
    const run = { workspace: this.workspace, id, after: seen.at(-1)?.seq ?? 0 };
    const batches = running.history.runs.follow(run, leave.signal)[Symbol.asyncIterator]();
    for (;;) {
      const told = await this.requests.hear(running, batches.next());
      if (told === lost || told instanceof ConsilienceError || told.done === true) {
        break;
      }
      seen.push(...told.value);
    }
    patience();
    leave.abort();
  }

  async #followUp(order: NewRun): Promise<void> {
    await this.world.sleep(this.chance.between(0, 1_000));
    const accepted = await this.#ask(order);
    if (accepted !== null) {
      this.world.checks.acknowledged(accepted);
      await this.follow(accepted);
    }
  }
}
