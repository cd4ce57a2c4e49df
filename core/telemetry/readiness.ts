import { z } from 'zod';
import type { Readiness } from '../consilience.ts';
import type { Clock } from '../ports/clock.ts';
import type { Collection, CollectionSpec, DocumentStore } from '../ports/document-store.ts';

export interface ReadinessOptions {
  readonly store: DocumentStore;
  readonly clock: Clock;
  /** Whose write it is: no two processes write the same record. */
  readonly processName: string;
  readonly state: () => { readonly inFlight: number; readonly limit: number; readonly draining: boolean };
}

/** A store that takes longer to write a few bytes is of no use. */
const probeMsMax = 1_000;
/** However often it is asked, the store is written this often at most. */
const probeEveryMs = 2_000;

const probeSchema = z.object({ id: z.string(), workspace: z.string(), at: z.number() });
type Probe = z.output<typeof probeSchema>;
const probeSpec: CollectionSpec<Probe> = { name: 'probes', schema: probeSchema, indexes: [], searchable: [] };

/** Whether this process can take questions: its store can be written, it is not stopping, and there is room for a run. */
export function makeReadiness(options: ReadinessOptions): () => Promise<Readiness> {
  const { clock, store, processName, state } = options;
  const probes = store.collection(probeSpec);
  let probedAt = Number.NEGATIVE_INFINITY;
  let writable = Promise.resolve(true);

  function probe(): Promise<boolean> {
    if (clock.monotonic() - probedAt >= probeEveryMs) {
      probedAt = clock.monotonic();
      writable = writes(probes, clock, processName);
    }
    return writable;
  }

  return async () => {
    const { inFlight, limit, draining } = state();
    const storeWritable = await probe();
    const ready = storeWritable && !draining && inFlight < limit;
    return { ready, storeWritable, draining, runsInFlight: inFlight, runsLimit: limit };
  };
}

async function writes(probes: Collection<Probe>, clock: Clock, id: string): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const takeBack = clock.after(probeMsMax, () => late.resolve(false));
  const outcome = await Promise.race([written(probes, id, clock.now()), late.promise]);
  takeBack();
  return outcome;
}

async function written(probes: Collection<Probe>, id: string, at: number): Promise<boolean> {
  try {
    if ((await probes.update({ id }, { set: { at } })) === null) {
      await probes.insert({ id, workspace: 'operations', at });
    }
    return true;
  } catch {
    return false;
  }
}
