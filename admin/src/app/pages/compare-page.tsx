import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeftRight } from 'lucide-react';
import { useMemo } from 'react';
import type { AnswerView, ConsensusView } from '#api/contract';
import { AnswerCard } from '../../features/runs/components/answer-card.tsx';
import { Comparison } from '../../features/runs/components/comparison.tsx';
import { castOf } from '../../features/runs/screen/names.ts';
import type { Cast } from '../../features/runs/screen/names.ts';
import { nextPair, pairOf } from '../../features/runs/screen/pair-of.ts';
import { Chip } from '../../ui/chip.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';
import { RunGate } from '../run-gate.tsx';
import { RunTop } from '../run-top.tsx';
import { useKeys } from '../use-keys.ts';

/** Two answers of a run side by side, with an address to hand on. */
export function ComparePage() {
  const { id } = useParams({ from: '/runs/$id/compare' });
  return (
    <RunGate key={id} id={id}>
      {({ view }) => <Compare view={view} />}
    </RunGate>
  );
}

function Compare({ view }: { readonly view: ConsensusView }) {
  const cast = useMemo(() => castOf(view), [view]);
  const pair = pairOf(view, useSearch({ from: '/runs/$id/compare' }));
  useTitle(`${words.compare.title} · ${view.question}`);
  return (
    <div className="page page-part page-compare">
      {pair === null ? (
        <>
          <RunTop view={view} title={words.compare.title} />
          <p className="quiet">{words.compare.tooFew}</p>
        </>
      ) : (
        <Pair view={view} cast={cast} pair={pair} />
      )}
    </div>
  );
}

interface PairProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
  readonly pair: readonly [AnswerView, AnswerView];
}

function Pair({ view, cast, pair: [left, right] }: PairProps) {
  const navigate = useNavigate();
  const choose = (a: string, b: string) =>
    void navigate({ to: '/runs/$id/compare', params: { id: view.id }, search: { a, b }, replace: true });
  const swap = () => choose(right.model, left.model);
  const turn = (step: 1 | -1) => choose(...nextPair(view, [left.model, right.model], step));
  useKeys({
    j: () => goToPoint(1),
    k: () => goToPoint(-1),
    x: swap,
    '[': () => turn(-1),
    ']': () => turn(1),
    Escape: () => void navigate({ to: '/runs/$id', params: { id: view.id } }),
  });
  return (
    <>
      <RunTop view={view} title={words.compare.title}>
        <button type="button" className="button" onClick={swap}>
          <ArrowLeftRight aria-hidden="true" size={14} />
          {words.compare.swap}
        </button>
      </RunTop>
      <div className="compare-heads">
        <Choice
          label={words.compare.left}
          view={view}
          cast={cast}
          model={left.model}
          other={right.model}
          onChoose={(model) => choose(model, right.model)}
        />
        <Choice
          label={words.compare.right}
          view={view}
          cast={cast}
          model={right.model}
          other={left.model}
          onChoose={(model) => choose(left.model, model)}
        />
      </div>
      <Comparison view={view} cast={cast} left={left.model} right={right.model} />
      <h2>{words.compare.whole}</h2>
      <div className="compare-answers">
        {[left, right].map((answer, index) => (
          <AnswerCard
            key={answer.model}
            answer={answer}
            question={view.question}
            index={index}
            position={cast.position(answer.model)}
            rate={null}
          />
        ))}
      </div>
      <p className="hint compare-keys">{words.compare.keys}</p>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly view: ConsensusView;
  readonly cast: Cast;
  readonly model: string;
  readonly other: string;
  readonly onChoose: (model: string) => void;
}

function Choice({ label, view, cast, model, other, onChoose }: ChoiceProps) {
  const position = cast.position(model);
  return (
    <div className="compare-choice">
      <Chip position={position} label={position === null ? words.answer.noPosition : words.answer.position(position)}>
        {position ?? '·'}
      </Chip>
      <select className="field" aria-label={label} value={model} onChange={(event) => onChoose(event.target.value)}>
        {view.answers
          .filter((answer) => answer.state === 'done' && answer.model !== other)
          .map((answer) => (
            <option key={answer.model} value={answer.model}>
              {[cast.position(answer.model), answer.label].filter((part) => part !== null).join(' · ')}
            </option>
          ))}
      </select>
    </div>
  );
}

/** The next point from the one that has the focus, around at the ends. */
function goToPoint(step: 1 | -1): void {
  const points = [...document.querySelectorAll<HTMLElement>('[data-point]')];
  const at = points.findIndex((point) => point.contains(document.activeElement));
  const next = points[(at === -1 ? (step === 1 ? 0 : points.length - 1) : at + step + points.length) % points.length];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
