import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ConsensusView } from '#api/contract';
import { getRun } from '../requests/get-run.ts';
import { openEvents } from '../requests/open-events.ts';
import { followRun } from './follow-run.ts';
import { createRunStore, frames } from './run-store.ts';
import type { RunSnapshot } from './run-store.ts';

/** A run by its id: what is stored first, then live. `null` until the first reply. */
export function useRun(id: string): { readonly snapshot: RunSnapshot | null; readonly error: Error | null } {
  const stored = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => getRun(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    // The store below goes on from this view; a view of another visit would be old.
    gcTime: 0,
    refetchOnMount: false,
  });
  const store = useMemo(() => (stored.data ? createRunStore(stored.data, frames()) : null), [stored.data]);

  useEffect(() => {
    if (store === null || hasEnded(store.snapshot().view)) {
      return;
    }
    const leaving = new AbortController();
    void followRun(
      store.snapshot().view.seq,
      {
        open: (after, signal) => openEvents({ id, after }, signal),
        onEvents: store.push,
        onConnection: store.connection,
        wait: waitOrOnline,
        random: Math.random,
      },
      leaving.signal,
    ).catch(() => store.connection('gone'));
    return () => leaving.abort();
  }, [store, id]);

  const snapshot = useSyncExternalStore(store?.subscribe ?? subscribeToNothing, store?.snapshot ?? nothing);
  return { snapshot, error: stored.error };
}

/** The session of a run that is open on the page; null before it is known. */
export function useRunSession(id: string): string | null {
  const stored = useQuery<ConsensusView>({ queryKey: ['run', id], queryFn: skipToken });
  return stored.data?.session ?? null;
}

function hasEnded(view: ConsensusView): boolean {
  return view.state === 'done' || view.state === 'failed' || view.state === 'cancelled';
}

function waitOrOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const finish = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(finish, ms);
    addEventListener('online', finish, { signal: over.signal });
    signal.addEventListener('abort', finish, { signal: over.signal });
  });
}

const subscribeToNothing = () => () => {};
const nothing = () => null;
