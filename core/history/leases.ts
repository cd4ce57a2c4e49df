import { ConsilienceError } from '../errors.ts';
import type { Context, LiveRun, Owner } from './context.ts';
import { isActive } from './records.ts';
import type { RunRecord } from './records.ts';

/** How long a run belongs to its process after the last sign of life. */
export const leaseMs = 15_000;
export const renewMs = 5_000;

export function leaseOwner(owner: Owner): string {
  return `${owner.host}:${owner.processId}:${owner.nonce}`;
}

/**
 * Makes the run this process's by one conditional update; null when another process was faster, or its owner is back. `progress` is how far
 * it is: a run that gets no further from one process to the next may be what kills them.
 */
export async function takeOver(
  context: Pick<Context, 'runsOf' | 'clock' | 'leaseOwner'>,
  run: RunRecord,
  progress: number,
): Promise<RunRecord | null> {
  const stuck = progress > run.progress ? 0 : run.takeovers;
  return context.runsOf(run.workspace).update(
    // The lease as it was read: an owner that was slow and has renewed it since keeps its run.
    {
      id: run.id,
      epoch: run.epoch,
      state: run.state,
      'lease.owner': run.lease.owner,
      'lease.until': run.lease.until,
    },
    {
      set: {
        state: 'running',
        lease: { owner: context.leaseOwner, until: context.clock.now() + leaseMs },
        takeovers: run.state === 'queued' ? stuck : stuck + 1,
        progress,
      },
      inc: { epoch: 1 },
    },
  );
}

/** Throws `stream_conflict` when the run belongs to another process, or is gone. */
export async function renew(context: Context, run: LiveRun): Promise<void> {
  const at = context.clock.monotonic();
  const kept = await ownedUpdate(context, run.record, {
    set: { 'lease.until': context.clock.now() + leaseMs },
  });
  if (kept === null) {
    throw new ConsilienceError('stream_conflict');
  }
  run.renewedAt = at;
}

/** Lets any process take the run over at once. `handedOver`: on purpose, so that it does not count as a failure. */
export async function release(context: Context, run: RunRecord, handedOver: boolean): Promise<void> {
  await ownedUpdate(context, run, {
    set: { state: handedOver ? 'queued' : 'running', lease: { owner: '', until: 0 } },
  });
}

/** A change that only the run's owner can make: null when the run has another owner now, has ended, or is gone. */
export async function ownedUpdate(
  context: Context,
  run: RunRecord,
  change: { readonly set: Readonly<Record<string, unknown>> },
): Promise<RunRecord | null> {
  return context
    .runsOf(run.workspace)
    .update({ id: run.id, epoch: run.epoch, state: 'running', 'lease.owner': context.leaseOwner }, change);
}

/**
 * Nobody works on it: handed over, its lease ran out, its process is dead, or it is this process's and was never started
 * or was left, as when the store failed half-way.
 */
export function isOrphan(context: Context, { id, lease, ...run }: RunRecord): boolean {
  if (!isActive(run) || context.live.has(id) || context.accepting.has(id)) {
    return false;
  }
  const isForgotten = lease.owner === context.leaseOwner;
  return isForgotten || lease.until < context.clock.now() || isDead(context.owner, lease.owner);
}

function isDead(self: Owner, owner: string): boolean {
  const [host, processId, nonce] = owner.split(':');
  if (host !== self.host || nonce === self.nonce) {
    return false;
  }
  // A process id that is ours now was another process's then.
  return Number(processId) === self.processId || !self.isAlive(Number(processId));
}
