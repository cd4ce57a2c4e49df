import { useState } from 'react';
import type { PairStats } from '#api/contract';
import { formatDay, formatPercent } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import { sparkline } from '../stats.ts';

interface PairListProps {
  readonly pairs: readonly PairStats[];
  readonly label: (model: string) => string;
}

const shownAtFirst = 10;

/** Who says the same how often, the least agreeing pair first, each with its days. */
export function PairList({ pairs, label }: PairListProps) {
  const [all, setAll] = useState(false);
  const shown = all ? pairs : pairs.slice(0, shownAtFirst);
  return (
    <>
      <ul className="pair-list">
        {shown.map((pair) => (
          <li key={`${pair.a} ${pair.b}`} title={textOf(pair)}>
            <span className="pair-names">
              {label(pair.a)} · {label(pair.b)}
            </span>
            <span className="unseen">{textOf(pair)}</span>
            <Line pair={pair} />
            <span className="pair-mean" aria-hidden="true">
              <i style={{ width: `${pair.p * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      {shown.length < pairs.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {words.models.more(pairs.length - shown.length)}
        </button>
      )}
    </>
  );
}

function textOf(pair: PairStats): string {
  const days = pair.daily.map((one) => `${formatDay(Date.parse(one.day))} ${formatPercent(one.p)}`);
  return `${words.models.pair(formatPercent(pair.p), pair.runs)} ${days.slice(-5).join(', ')}`;
}

const frame = { width: 160, height: 32, edge: 3 };

function Line({ pair }: { readonly pair: PairStats }) {
  const points = sparkline(pair, frame);
  const last = points.at(-1);
  return (
    <svg className="pair-line" viewBox={`0 0 ${frame.width} ${frame.height}`} aria-hidden="true">
      <line className="seconds-track" x1={0} x2={frame.width} y1={frame.height / 2} y2={frame.height / 2} />
      {points.length > 1 && <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />}
      {last && <circle cx={last.x} cy={last.y} r={3} />}
    </svg>
  );
}
