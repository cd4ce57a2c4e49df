import type { ReactNode } from 'react';
import { RunPlace } from '../features/runs/components/run-place.ts';
import type { RunSnapshot } from '../features/runs/follow/run-store.ts';
import { useRun } from '../features/runs/follow/use-run.ts';
import { ApiError } from '../ui/fetch-json.ts';
import { Problem } from '../ui/problem.tsx';
import { words } from '../ui/words.ts';

interface RunGateProps {
  readonly id: string;
  readonly children: (snapshot: RunSnapshot) => ReactNode;
}

/** A run by its address, live while it runs; what is to be said when there is none, or not yet. */
export function RunGate({ id, children }: RunGateProps) {
  const { snapshot, error } = useRun(id);
  if (error) {
    return (
      <div className="page">
        <h1>{error instanceof ApiError && error.status === 404 ? words.run.notFoundTitle : words.broken.title}</h1>
        <Problem error={error} />
      </div>
    );
  }
  if (snapshot === null) {
    return (
      <div className="page">
        <p className="quiet">{words.run.loading}</p>
      </div>
    );
  }
  return <RunPlace value={id}>{children(snapshot)}</RunPlace>;
}
