import type { ConsensusView } from '#api/contract';
import { formatClock, formatCost, formatElapsed, formatMs } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { words } from '../../../ui/words.ts';
import { isOpenRun } from '../screen/headline.ts';

/** The question and its line of facts. */
export function RunHead({ view }: { readonly view: ConsensusView }) {
  return (
    <header className="run-head">
      {view.rehearsal && <p className="rehearsal">{words.rehearsal}</p>}
      <h1 className={view.question.length > longQuestion ? 'long' : undefined}>{view.question}</h1>
      <Facts view={view} />
    </header>
  );
}

const longQuestion = 160;

function Facts({ view }: { readonly view: ConsensusView }) {
  const open = isOpenRun(view);
  const now = useNow(open);
  const facts = [
    words.panel.count(view.answers.length),
    open ? formatElapsed(now - (view.startedAt || now)) : formatMs(view.ms ?? 0),
    open || view.costMicros === 0 ? null : formatCost(view.costMicros),
    view.startedAt > 0 ? words.run.asked(formatClock(view.startedAt)) : null,
    view.state === 'cancelled' ? words.run.stopped : view.state === 'failed' ? words.run.failed : null,
  ];
  return <p className="facts">{facts.filter((fact) => fact !== null).join(' · ')}</p>;
}
