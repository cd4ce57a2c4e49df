import { isOpen } from '../consensus/view/index.ts';
import type { ConsensusEvent, ConsensusView } from '../consensus/view/index.ts';
import { untrueTo } from './told.ts';

/** What is wrong with the log of a run that has ended; `view` is its fold. */
export function brokenPromises(events: readonly ConsensusEvent[], view: ConsensusView): string[] {
  const came = view.answers.filter((a) => a.state === 'done' || a.state === 'refused').length;
  const spent = events.map((e) => (e.type === 'answer-end' || e.type === 'synthesis-end' ? (e.costMicros ?? 0) : 0));
  const attempts = events.flatMap((e) => (e.type === 'synthesis-start' ? [e.attempt] : []));
  const [first = 1] = attempts;
  const promises: Record<string, boolean> = {
    'the run ends once, and nothing follows': events.findIndex((e) => e.type === 'run-end') === events.length - 1,
    'no answer is open': !view.answers.some(isOpen),
    'each answer ends once, and nothing follows': view.answers.every((a) => endsOnce(a.model, events)),
    'no synthesis is open': view.synthesis?.state !== 'writing',
    'a run that is done has a synthesis': view.state !== 'done' || view.synthesis !== null,
    'its verdict is of all answers': !isComplete(view) || view.agreement?.answered === came,
    'its verdict is final': !isComplete(view) || view.agreement?.provisional === false,
    'a run fails only without answers': view.state !== 'failed' || came === 0,
    'costs add up': view.costMicros === spent.reduce((sum, cost) => sum + cost, 0),
    'syntheses are numbered as they are begun': attempts.every((attempt, at) => attempt === first + at),
  };
  return [...Object.keys(promises).filter((promise) => promises[promise] === false), ...untrueTo(events, view)];
}

/** Done by the engine: a run that history ended where it stood keeps the verdict that it had. */
function isComplete(view: ConsensusView): boolean {
  return view.state === 'done' && !view.answers.some((a) => a.error?.code === 'interrupted');
}

function endsOnce(model: string, events: readonly ConsensusEvent[]): boolean {
  const told = events.filter((e) => e.type.startsWith('answer-') && 'model' in e && e.model === model);
  return told.findIndex((e) => e.type === 'answer-end' || e.type === 'answer-error') === told.length - 1;
}
