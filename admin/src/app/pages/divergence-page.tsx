import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { ConsensusView } from '#api/contract';
import { DivergenceReport } from '../../features/runs/components/divergence-report.tsx';
import { Meter } from '../../features/runs/components/meter.tsx';
import { Points } from '../../features/runs/components/points.tsx';
import { headlineOf, isOpenRun } from '../../features/runs/screen/headline.ts';
import { castOf } from '../../features/runs/screen/names.ts';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';
import { RunGate } from '../run-gate.tsx';
import { RunTop } from '../run-top.tsx';
import { useKeys } from '../use-keys.ts';

/** The divergence report as a page of its own, with an address to hand on. */
export function DivergencePage() {
  const { id } = useParams({ from: '/runs/$id/divergence' });
  return (
    <RunGate key={id} id={id}>
      {({ view }) => <Divergence view={view} />}
    </RunGate>
  );
}

function Divergence({ view }: { readonly view: ConsensusView }) {
  const cast = useMemo(() => castOf(view), [view]);
  const headline = headlineOf(view);
  const navigate = useNavigate();
  useTitle(`${words.report.title} · ${view.question}`);
  useKeys({ Escape: () => void navigate({ to: '/runs/$id', params: { id: view.id } }) });
  return (
    <div className="page page-part">
      <RunTop view={view} title={words.report.title} />
      <section className="verdict card" aria-label={words.verdict.title}>
        <div className="head">
          {headline.score !== null && <span className="num">{headline.score}</span>}
          <span className="band">{headline.text}</span>
          {headline.share !== null && <span className="share">{headline.share}</span>}
        </div>
        <Meter view={view} />
      </section>
      <DivergenceReport agreement={view.agreement} open={isOpenRun(view)} cast={cast} whole />
      {view.agreement !== null && <Points view={view} cast={cast} />}
    </div>
  );
}
