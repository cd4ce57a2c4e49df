import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useHeld } from '../../../ui/use-held.ts';
import { useTitle } from '../../../ui/use-title.ts';
import { words } from '../../../ui/words.ts';
import type { RunSnapshot } from '../follow/run-store.ts';
import { answeredOf, headlineOf, isOpenRun, titleOf } from '../screen/headline.ts';
import type { Headline } from '../screen/headline.ts';
import { castOf } from '../screen/names.ts';
import { Answers } from './answers.tsx';
import { DivergenceReport } from './divergence-report.tsx';
import { dissentMarks, markQuotes } from './mark-quotes.ts';
import { Matrix } from './matrix.tsx';
import { RunHead } from './run-head.tsx';
import { Verdict } from './verdict.tsx';

interface RunViewProps {
  readonly snapshot: RunSnapshot;
  readonly actions: ReactNode;
}

/** A headline stays for at least this long, wherever it stands, and is said once. */
const headlineMsMin = 1_000;

/** The run: question, verdict, synthesis, answers, reasons, in this order on every surface. */
export function RunView({ snapshot, actions }: RunViewProps) {
  const { view } = snapshot;
  const cast = useMemo(() => castOf(view), [view]);
  const found = headlineOf(view);
  const headline = useHeld(found, `${found.score ?? ''}|${found.text}|${found.share ?? ''}`, headlineMsMin);
  useTitle(titleOf(view, headline));
  useDissentMarks(snapshot);
  return (
    <>
      <RunHead view={view} />
      <Connection connection={snapshot.connection} />
      <Verdict view={view} cast={cast} headline={headline} actions={actions} />
      <Answers view={view} cast={cast} rates={snapshot.rates} />
      <div className="reasons">
        <Matrix agreement={view.agreement} open={isOpenRun(view)} cast={cast} />
        <DivergenceReport agreement={view.agreement} open={isOpenRun(view)} cast={cast} />
      </div>
      <StickyVerdict view={view} headline={headline} />
    </>
  );
}

/** Marks the dissenting quotes whenever the agreement, or the text it quotes, has changed. */
function useDissentMarks({ view }: RunSnapshot): void {
  const { agreement } = view;
  const done = view.answers.filter((answer) => answer.state === 'done').length;
  useEffect(() => {
    // After the deferred text is drawn.
    const timer = setTimeout(() => markQuotes(dissentMarks(view)), 60);
    return () => clearTimeout(timer);
    // The marks depend on nothing else of the view.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [agreement, done]);
  useEffect(() => () => markQuotes([]), []);
}

function Connection({ connection }: Pick<RunSnapshot, 'connection'>) {
  return (
    <output className="connection" hidden={connection === 'live'}>
      {connection === 'lost' ? words.run.reconnecting : connection === 'gone' ? words.run.gone : ''}
    </output>
  );
}

/** On a phone the verdict stays in sight as one line once its card has left the screen. */
function StickyVerdict({ view, headline }: Pick<RunSnapshot, 'view'> & { readonly headline: Headline }) {
  const [away, setAway] = useState(false);
  useEffect(() => {
    const head = document.querySelector('#verdict .head');
    if (head) {
      const observer = new IntersectionObserver(([entry]) => setAway(entry?.isIntersecting === false));
      observer.observe(head);
      return () => observer.disconnect();
    }
  }, []);
  return (
    <div className="sticky-verdict" aria-hidden="true" hidden={!away}>
      <b>{headline.score ?? '–'}</b> <span>{headline.text}</span>
      <small>{words.verdict.answered(answeredOf(view), view.answers.length)}</small>
    </div>
  );
}
