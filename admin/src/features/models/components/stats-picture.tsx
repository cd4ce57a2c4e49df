import type { ModelStats } from '#api/contract';
import { formatCost, formatMs, formatPercent } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import { outcomesOf } from '../stats.ts';
import type { Outcome } from '../stats.ts';

/** A row a model, all on the same scales: how its calls ended, how long answers took, cost, and where it stood. */
export function StatsPicture({ models }: { readonly models: readonly ModelStats[] }) {
  const most = {
    asked: Math.max(1, ...models.map((one) => one.asked)),
    ms: Math.max(1, ...models.map((one) => one.msP95 ?? 0)),
    cost: Math.max(1, ...models.map((one) => one.costMicros)),
  };
  return (
    <>
      <ul className="stats" aria-label={words.models.did}>
        <li className="stats-head" aria-hidden="true">
          <span />
          <span>{words.models.asked}</span>
          <span>{words.models.seconds}</span>
          <span>{words.models.cost}</span>
          <span>{words.models.leading}</span>
          <span>{words.models.alone}</span>
        </li>
        {models.map((one) => (
          <Row key={one.model} stats={one} most={most} />
        ))}
      </ul>
      <Legend />
    </>
  );
}

interface RowProps {
  readonly stats: ModelStats;
  readonly most: { readonly asked: number; readonly ms: number; readonly cost: number };
}

function Row({ stats, most }: RowProps) {
  return (
    <li className="stats-row">
      <b>{stats.label || stats.model}</b>
      <Outcomes stats={stats} most={most.asked} />
      <Seconds stats={stats} most={most.ms} />
      <Share
        what={words.models.cost}
        share={stats.costMicros / most.cost}
        text={formatCost(stats.costMicros)}
        kind="cost"
      />
      <Share
        what={words.models.leading}
        share={stats.compared === 0 ? null : stats.leading / stats.compared}
        text={words.models.times(stats.leading, stats.compared)}
        kind="leading"
      />
      <Share
        what={words.models.alone}
        share={stats.compared === 0 ? null : stats.alone / stats.compared}
        text={words.models.times(stats.alone, stats.compared)}
        kind="alone"
      />
    </li>
  );
}

function Outcomes({ stats, most }: { readonly stats: ModelStats; readonly most: number }) {
  const parts = outcomesOf(stats);
  const text = parts.map(({ outcome, count }) => `${words.models.outcomes[outcome]} ${count}`).join(', ');
  return (
    <span className="stat" title={text}>
      <span className="unseen">{`${words.models.asked}: ${text}`}</span>
      <span className="outcomes" aria-hidden="true" style={{ width: `${(stats.asked / most) * 100}%` }}>
        {parts.map(({ outcome, count }) => (
          <i key={outcome} data-outcome={outcome} style={{ flexGrow: count }} />
        ))}
      </span>
    </span>
  );
}

const track = { width: 120, height: 16 };
const edge = 5;

/** A dot at the median, a line to where 95 of 100 answers were in. */
function Seconds({ stats: { msP50, msP95 }, most }: { readonly stats: ModelStats; readonly most: number }) {
  if (msP50 === null || msP95 === null) {
    return <span className="stat quiet">–</span>;
  }
  const at = (ms: number) => edge + (ms / most) * (track.width - 2 * edge);
  const text = words.models.quantiles(formatMs(msP50), formatMs(msP95));
  const middle = track.height / 2;
  return (
    <span className="stat" title={text}>
      <span className="unseen">{`${words.models.seconds}: ${text}`}</span>
      <svg className="seconds" viewBox={`0 0 ${track.width} ${track.height}`} aria-hidden="true">
        <line className="seconds-track" x1={edge} x2={track.width - edge} y1={middle} y2={middle} />
        <line className="seconds-range" x1={at(msP50)} x2={at(msP95)} y1={middle} y2={middle} />
        <line className="seconds-range" x1={at(msP95)} x2={at(msP95)} y1={middle - 4} y2={middle + 4} />
        <circle cx={at(msP50)} cy={middle} r={4} />
      </svg>
    </span>
  );
}

interface ShareProps {
  readonly what: string;
  /** 0 to 1; null without anything to share. */
  readonly share: number | null;
  readonly text: string;
  readonly kind: 'cost' | 'leading' | 'alone';
}

function Share({ what, share, text, kind }: ShareProps) {
  if (share === null) {
    return <span className="stat quiet">–</span>;
  }
  const said = kind === 'cost' ? text : `${text} (${formatPercent(share)})`;
  return (
    <span className="stat" title={said}>
      <span className="unseen">{`${what}: ${said}`}</span>
      <span className="share" data-kind={kind} aria-hidden="true">
        <i style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

const legend: readonly Outcome[] = ['answered', 'late', 'refused', 'failed', 'cancelled'];

function Legend() {
  return (
    <p className="legend">
      {legend.map((outcome) => (
        <span key={outcome}>
          <i data-outcome={outcome} aria-hidden="true" /> {words.models.outcomes[outcome]}
        </span>
      ))}
    </p>
  );
}
