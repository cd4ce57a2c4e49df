import { useContext, useMemo } from 'react';
import type { CSSProperties } from 'react';
import type { ConsensusView, Explanation } from '#api/contract';
import { plainWords } from '#core/markdown';
import { formatPercent } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { words } from '../../../ui/words.ts';
import { comparisonOf } from '../screen/comparison.ts';
import type { ComparedPoint, Said } from '../screen/comparison.ts';
import type { Cast } from '../screen/names.ts';
import { wordDiff } from '../screen/word-diff.ts';
import type { DiffRun } from '../screen/word-diff.ts';
import { useExplanation } from '../use-explanation.ts';
import { QuoteLink } from './quote-link.tsx';
import { RunPlace } from './run-place.ts';

interface ComparisonProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
  readonly left: string;
  readonly right: string;
}

/** What sets two answers apart and what joins them, point by point, the words that differ marked. */
export function Comparison({ view, cast, left, right }: ComparisonProps) {
  const explanation = useExplanation(useContext(RunPlace), view);
  if (explanation.error) {
    return <Problem error={explanation.error} onRetry={() => void explanation.refetch()} />;
  }
  if (explanation.data === undefined) {
    return <p className="quiet">{words.compare.loading}</p>;
  }
  return (
    <>
      <PairReasons explanation={explanation.data} left={left} right={right} />
      <PointLists
        of={{ claims: explanation.data.claims, disagreements: view.agreement?.disagreements ?? [] }}
        cast={cast}
        left={left}
        right={right}
      />
    </>
  );
}

function PairReasons({ explanation, left, right }: { readonly explanation: Explanation; left: string; right: string }) {
  const pair = explanation.pairs.find(({ a, b }) => [a, b].includes(left) && [a, b].includes(right));
  if (pair === undefined) {
    return null;
  }
  const most = Math.max(1, ...pair.factors.map(({ effect }) => Math.abs(effect)));
  return (
    <section className="pair-reasons">
      <p>
        <b>{words.pair.says(formatPercent(pair.p))}</b>
        {pair.p < 0.5 && ` · ${words.matrix.differOn(words.matrix.reasons[pair.reason])}`}
        {pair.rule !== null && <span className="quiet"> · {words.pair.rule[pair.rule.bound]}</span>}
      </p>
      <ul className="factors">
        {pair.factors.map(({ code, effect }) => (
          <li key={code} title={effect > 0 ? words.pair.for : words.pair.against}>
            <span
              className={effect > 0 ? 'factor factor-for' : 'factor factor-against'}
              style={{ '--part': Math.abs(effect) / most } as CSSProperties}
            />
            <span className="unseen">{effect > 0 ? words.pair.for : words.pair.against}: </span>
            {words.pair.factors[code][effect > 0 ? 0 : 1]}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface PointListsProps extends Omit<ComparisonProps, 'view'> {
  readonly of: Parameters<typeof comparisonOf>[0];
}

function PointLists({ of, cast, left, right }: PointListsProps) {
  const found = comparisonOf(of, left, right);
  const sides = { cast, left, right };
  return (
    <>
      <PointList
        kind="conflict"
        title={words.compare.conflict(found.conflict.length)}
        points={found.conflict}
        {...sides}
      />
      <PointList kind="both" title={words.compare.both(found.both.length)} points={found.both} {...sides} />
      <div className="compared-only">
        <PointList
          kind="left"
          title={words.compare.only(cast.short(left), found.left.length)}
          points={found.left}
          {...sides}
        />
        <PointList
          kind="right"
          title={words.compare.only(cast.short(right), found.right.length)}
          points={found.right}
          {...sides}
        />
      </div>
    </>
  );
}

interface PointListProps extends Omit<ComparisonProps, 'view'> {
  readonly kind: 'conflict' | 'both' | 'left' | 'right';
  readonly title: string;
  readonly points: readonly ComparedPoint[];
}

function PointList({ kind, title, points, ...sides }: PointListProps) {
  return (
    <section className={`compared compared-${kind}`} aria-label={title}>
      <h2>{title}</h2>
      {points.length === 0 && <p className="quiet">{words.compare.nothing}</p>}
      <ol>
        {points.map((point, index) => (
          // The list is replaced as a whole.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} className="compared-point" tabIndex={-1} data-point>
            <TwoSides point={point} only={kind === 'left' || kind === 'right'} {...sides} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface TwoSidesProps extends Omit<ComparisonProps, 'view'> {
  readonly point: ComparedPoint;
  /** One of the two says nothing, and needs no place. */
  readonly only: boolean;
}

function TwoSides({ point, only, cast, left, right }: TwoSidesProps) {
  const [one, other] = useMemo(() => {
    const texts = [plainWords(point.left?.text ?? ''), plainWords(point.right?.text ?? '')] as const;
    return point.left === null || point.right === null
      ? texts.map((text): readonly DiffRun[] => [{ text, same: true }])
      : wordDiff(...texts);
  }, [point]);
  return (
    <>
      {(!only || point.left !== null) && <SaidBy model={left} said={point.left} runs={one ?? []} cast={cast} />}
      {(!only || point.right !== null) && <SaidBy model={right} said={point.right} runs={other ?? []} cast={cast} />}
    </>
  );
}

function SaidBy(props: { model: string; said: Said | null; runs: readonly DiffRun[]; cast: Cast }) {
  const { model, said, runs, cast } = props;
  const text = (
    <>
      <span className="unseen">{cast.short(model)}: </span>
      {runs.map((run, index) =>
        run.same ? (
          run.text
        ) : (
          // Runs have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <mark key={index}>{run.text}</mark>
        ),
      )}
    </>
  );
  if (said === null) {
    return <div className="said" />;
  }
  return (
    <div className="said" dir="auto">
      {said.verbatim ? (
        <QuoteLink model={model} quote={said.text} title={words.report.showQuote(cast.label(model))}>
          {text}
        </QuoteLink>
      ) : (
        <p className="quote">{text}</p>
      )}
    </div>
  );
}
