import type { Runs, Sessions, Shares } from '../consilience.ts';
import { emptyView, fold } from '../consensus/view/index.ts';
import type { ConsensusView } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { Random } from '../ports/random.ts';
import type { RunLog } from '../ports/run-log.ts';
import { scoped } from '../workspaces/scoped.ts';
import { shareOf, shareSpec } from './records.ts';
import type { ShareRecord } from './records.ts';
import { snapshotOf } from './snapshot.ts';
import { isShareId, isToken, makeToken, shareIdOf } from './token.ts';

export interface SharesOptions {
  readonly store: DocumentStore;
  readonly log: RunLog;
  readonly runs: Pick<Runs, 'view'>;
  readonly sessions: Pick<Sessions, 'get'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** Links to one run at a time. */
export const sharesMax = 50;
const pageMax = 1_000;

export function makeShares(options: SharesOptions): Shares {
  const { store, runs, clock, random } = options;
  const all = store.collection(shareSpec);
  return {
    async create(workspace, run) {
      const view = await runs.view(workspace, run);
      if (view.state === 'queued' || view.state === 'running') {
        throw new ConsilienceError('run_open');
      }
      const own = scoped(all, workspace);
      if ((await own.find(ofRun(run))).items.length >= sharesMax) {
        throw new ConsilienceError('share_limit');
      }
      const token = makeToken(random);
      const { session, seq } = view;
      const record = { id: shareIdOf(token), workspace, run, session, seq, createdAt: clock.now() };
      await own.insert(record);
      return { ...shareOf(record), token };
    },
    async list(workspace, run) {
      await runs.view(workspace, run);
      return (await scoped(all, workspace).find(ofRun(run))).items.map(shareOf);
    },
    async revoke(workspace, id) {
      if (!isShareId(id) || (await scoped(all, workspace).remove({ id })) === 0) {
        throw new ConsilienceError('share_unknown');
      }
    },
    async open(token) {
      const record = isToken(token) ? await all.get(shareIdOf(token)) : null;
      if (record === null) {
        throw new ConsilienceError('share_unknown');
      }
      return { view: snapshotOf(await sharedView(options, record)), sharedAt: record.createdAt };
    },
  };
}

function ofRun(run: string) {
  return {
    filter: { run },
    text: null,
    sort: { field: 'createdAt', order: 'descending' } as const,
    limit: sharesMax,
    cursor: null,
  };
}

/** The run as it stood; what was deleted can not be seen through a link either. */
async function sharedView({ log, sessions }: SharesOptions, record: ShareRecord): Promise<ConsensusView> {
  await sessions.get(record.workspace, record.session).catch(asUnknown);
  let view = emptyView(record.run);
  while (view.seq < record.seq) {
    const events = await log.read(record.run, view.seq, Math.min(pageMax, record.seq - view.seq));
    if (events.length === 0) {
      throw new ConsilienceError('share_unknown');
    }
    view = fold(view, events);
  }
  return view;
}

function asUnknown(error: unknown): never {
  throw error instanceof ConsilienceError && error.code === 'session_unknown'
    ? new ConsilienceError('share_unknown')
    : error;
}
