import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ConsensusView, RunSummary } from '#api/contract';
import { Meter } from '../../features/runs/components/meter.tsx';
import { Synthesis } from '../../features/runs/components/synthesis.tsx';
import { getRun } from '../../features/runs/requests/get-run.ts';
import { headlineOf, isOpenRun } from '../../features/runs/screen/headline.ts';
import { castOf } from '../../features/runs/screen/names.ts';
import { BranchSwitch } from '../../features/sessions/components/branch-switch.tsx';
import type { Turn } from '../../features/sessions/thread/thread.ts';
import { formatWhen } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { useNow } from '../../ui/use-now.ts';
import { words } from '../../ui/words.ts';

/** A question of the conversation other than the one that is open: what came of it, and the way to its answers. */
export function ThreadTurn({ turn }: { readonly turn: Turn }) {
  const { run } = turn;
  const place = useRef<HTMLElement>(null);
  const near = useNear(place);
  const stored = useQuery({
    queryKey: ['run-as-it-was', run.id, run.state],
    queryFn: ({ signal }) => getRun(run.id, signal),
    enabled: near,
  });
  const now = useNow(false);
  return (
    <section className="turn" ref={place} aria-labelledby={`turn-${run.id}`}>
      <div className="turn-bar">
        <BranchSwitch turn={turn} />
        <span className="facts">
          {words.panel.count(run.models.length)} · {formatWhen(run.createdAt, now)}
        </span>
      </div>
      <h2 id={`turn-${run.id}`}>
        <Link to="/runs/$id" params={{ id: run.id }}>
          {run.question}
        </Link>
      </h2>
      {stored.error && <Problem error={stored.error} onRetry={() => void stored.refetch()} />}
      {stored.data ? <Outcome view={stored.data} /> : <Waiting run={run} />}
    </section>
  );
}

function Outcome({ view }: { readonly view: ConsensusView }) {
  const cast = useMemo(() => castOf(view), [view]);
  const { score, text, share } = headlineOf(view);
  return (
    <>
      <p className="turn-head">
        <b>{score ?? '–'}</b> <span>{text}</span> {share !== null && <small>{share}</small>}
      </p>
      <Meter view={view} />
      <Synthesis view={view} cast={cast} />
      <p>
        <Link to="/runs/$id" params={{ id: view.id }} className="turn-open">
          {isOpenRun(view) ? words.thread.watch : words.thread.openAnswers(view.answers.length)}
        </Link>
      </p>
    </>
  );
}

/** As high as a usual outcome, so that little moves when it comes. */
function Waiting({ run }: { readonly run: RunSummary }) {
  return (
    <div className="turn-waiting">
      <p className="turn-head">
        <b>{run.score ?? '–'}</b>{' '}
        <span>{run.band === null ? words.history.states[run.state] : words.verdict.bands[run.band]}</span>
      </p>
    </div>
  );
}

/** Whether it is on the screen, or was. */
function useNear(place: React.RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || near) {
      return;
    }
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) {
          setNear(true);
        }
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [place, near]);
  return near;
}
