import { ConsilienceError } from '../../errors.ts';
import type { Entailer, Entailments, TextPair } from '../../ports/entailer.ts';
import { ModelThread, type ThreadLimits } from './model-thread.ts';
import type { ModelPlace } from './place-model.ts';

const callsMax = 16;
const pairsMax = 64;
const charactersMax = 2_000;
/** A thread that died is replaced this often, then the model rests until the next start. */
const threadsMax = 3;

/** A model for `@huggingface/transformers`, in a thread of its own that starts with the first call and keeps no process alive. */
export function transformersEntailer(place: ModelPlace, limits?: ThreadLimits): Entailer {
  let thread: ModelThread | null = null;
  let [threads, calls] = [0, 0];
  let isClosed = false;

  function open(): ModelThread {
    if (isClosed) {
      throw new ConsilienceError('shutting_down', { message: 'The entailment model is closed.' });
    }
    if (thread === null || (thread.hasEnded && threads < threadsMax)) {
      threads += 1;
      thread = new ModelThread(place, limits);
    }
    return thread;
  }

  /** One pair at a time: calls take turns, and one that is given up costs at most the pair it is at. */
  async function readAll(pairs: readonly TextPair[], signal: AbortSignal): Promise<Entailments> {
    const from = open();
    const model = await from.model;
    const read: Entailments['pairs'][number][] = [];
    for (const pair of pairs) {
      signal.throwIfAborted();
      read.push(await from.read(pair));
    }
    return { model, pairs: read };
  }

  return {
    read: async (pairs, signal) => {
      checkPairs(pairs);
      signal.throwIfAborted();
      if (pairs.length === 0) {
        return await unlessAborted(readAll(pairs, signal), signal);
      }
      if (calls >= callsMax) {
        throw new ConsilienceError('overloaded', { message: 'Too many calls wait for the entailment model.' });
      }
      calls += 1;
      // Counted until its last pair is done, not until its caller has left: so no more wait in the thread than calls are let in.
      const work = readAll(pairs, signal).finally(() => {
        calls -= 1;
      });
      return await unlessAborted(work, signal);
    },
    close: async () => {
      isClosed = true;
      await thread?.close();
    },
  };
}

function isLong({ premise, hypothesis }: TextPair): boolean {
  return Math.max(premise.length, hypothesis.length) > charactersMax;
}

function checkPairs(pairs: readonly TextPair[]): void {
  if (pairs.length > pairsMax || pairs.some(isLong)) {
    const message = `At most ${pairsMax} pairs of at most ${charactersMax} characters a text are read at once.`;
    throw new ConsilienceError('request_rejected', { message });
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
