import { isDeepStrictEqual } from 'node:util';
import type { AcceptedRun, AddedModel } from '../consilience.ts';
import { emptyView, fold } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import { snapshotOf } from '../sharing/snapshot.ts';
import type { Person } from './people.ts';
import { lost } from './requests.ts';

/** Makes a link to a run that has ended, and opens it; the link. */
export async function shareRun({ requests, workspace, world }: Person, { id }: AcceptedRun): Promise<string | null> {
  const told = await requests.insist('share', ({ shares }) => shares.create(workspace, id), { repeatable: true });
  if (told instanceof ConsilienceError && told.code === 'run_open' && world.disturbed) {
    // A process that was told wrongly that the end could not be stored believes it for a while.
    return null;
  }
  if (told === null || told instanceof ConsilienceError) {
    world.checks.broken('a run that has ended can be shared', id);
    return null;
  }
  const shared = await requests.tell('open', ({ shares }) => shares.open(told.token));
  if (shared !== lost && !(shared instanceof ConsilienceError)) {
    const stored = fold(emptyView(id), world.disk.events(id));
    if (!isDeepStrictEqual(shared.view, snapshotOf(stored))) {
      world.checks.broken('a link shows the run as it stood', id);
    }
  }
  return told.token;
}

/** Asks one model more, or one again, and sometimes two at the same time, of which one is refused. */
export async function oneMoreModel(person: Person, { id }: AcceptedRun): Promise<void> {
  const { chance, errand, requests, workspace, world } = person;
  const answers = fold(emptyView(id), world.disk.events(id)).answers;
  const came = new Set(answers.filter((a) => a.state === 'done' || a.state === 'refused').map(({ model }) => model));
  const order = (model: string): AddedModel => {
    return { workspace, id, model, idempotencyKey: `one-${errand.number}-${model}` };
  };
  const [answered] = came;
  if (answered !== undefined) {
    await requests.refused('model_answered', 'one more', ({ history }) => history.runs.addModel(order(answered)));
  }
  const missing = world.plan.models.map((model) => model.id).filter((model) => !came.has(model));
  const wanted = missing.slice(0, chance.whole(1, 2));
  if (wanted.length === 0) {
    return;
  }
  const told = await Promise.all(
    wanted.map((model) =>
      requests.insist('one more', ({ history }) => history.runs.addModel(order(model)), { repeatable: true }),
    ),
  );
  const accepted = told.filter((one): one is AcceptedRun => one !== null && !(one instanceof ConsilienceError));
  const refusals = told.filter((one) => one instanceof ConsilienceError).map(({ code }) => code);
  if (accepted.length > 1 || refusals.some((code) => code !== 'run_continued') || refusals.length === told.length) {
    world.checks.broken('one run continues another', `${id} ${wanted.join(' ')}: ${refusals.join(' ')}`);
  }
  for (const run of accepted) {
    world.checks.acknowledged(run);
    await person.follow(run);
    await person.look(run.id);
  }
}

/** Hides a session, finds nothing of it, and takes it back. */
export async function hideSession(person: Person, run: AcceptedRun, token: string | null): Promise<void> {
  const { chance, requests, workspace, world } = person;
  const { session } = run;
  world.checks.unwanted(session);
  await requests.insist('hide', ({ history }) => history.sessions.hide(workspace, session), { repeatable: true });
  await isGone(person, run, token);
  await world.sleep(chance.between(0, 3_000));
  await requests.insist('restore', ({ history }) => history.sessions.restore(workspace, session), { repeatable: true });
  const view = await requests.insist('view', ({ history }) => history.runs.view(workspace, run.id), {
    repeatable: true,
  });
  if (view instanceof ConsilienceError) {
    world.checks.broken('what was restored is there', `${run.id} ${view.code}`);
  }
}

interface Erasure {
  /** While the run may be going on. */
  readonly soon: boolean;
  readonly token: string | null;
}

/** Removes a session for good, and finds nothing of it. */
export async function eraseSession(person: Person, run: AcceptedRun, { soon, token }: Erasure): Promise<void> {
  const { chance, requests, workspace, world } = person;
  await world.sleep(chance.between(0, soon ? chance.pick([10, 500, 6_000]) : 500));
  world.checks.erased(run.session);
  const told = await requests.insist('erase', ({ history }) => history.sessions.remove(workspace, run.session), {
    repeatable: true,
  });
  if (told instanceof ConsilienceError && told.code !== 'session_unknown') {
    world.checks.broken('a session can be erased', `${run.session} ${told.code}`);
  }
  await isGone(person, run, token);
}

async function isGone({ requests, workspace, world }: Person, run: AcceptedRun, token: string | null): Promise<void> {
  const { id, session } = run;
  await requests.refused('run_unknown', 'view', ({ history }) => history.runs.view(workspace, id));
  await requests.refused('session_unknown', 'get', ({ history }) => history.sessions.get(workspace, session));
  if (token !== null) {
    await requests.refused('share_unknown', 'open', ({ shares }) => shares.open(token));
  }
  const query = { text: null, limit: 100, cursor: null };
  const listed = [
    await requests.tell('list', ({ history }) => history.sessions.list(workspace, query)),
    await requests.tell('search', ({ history }) => history.sessions.list(workspace, { ...query, text: '?' })),
    await requests.tell('list', ({ history }) => history.runs.list(workspace, query)),
  ];
  if (JSON.stringify(listed.filter((one) => one !== lost)).includes(session)) {
    world.checks.broken('what is gone is in no list', session);
  }
}
