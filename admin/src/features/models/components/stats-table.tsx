import type { ModelStats } from '#api/contract';
import { formatCost, formatCount, formatMs } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';

/** The same in numbers. */
export function StatsTable({ models }: { readonly models: readonly ModelStats[] }) {
  const { outcomes } = words.models;
  const heads = [
    words.models.asked,
    outcomes.answered,
    outcomes.late,
    outcomes.refused,
    outcomes.failed,
    outcomes.cancelled,
    'p50',
    'p95',
    words.models.cost,
    words.models.positions,
    words.models.leading,
    words.models.alone,
  ];
  return (
    // A wide table scrolls by keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="stats-scroll" tabIndex={0} aria-label={words.models.numbers}>
      <table className="stats-table">
        <thead>
          <tr>
            <th scope="col">{words.models.model}</th>
            {heads.map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {models.map((one) => (
            <tr key={one.model}>
              <th scope="row">{one.label || one.model}</th>
              {numbersOf(one).map(([name, text]) => (
                <td key={name}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function numbersOf(one: ModelStats): readonly (readonly [name: string, text: string])[] {
  const { asked, answered, late, refused, failed, cancelled, compared, leading, alone } = one;
  const counts = { asked, answered, late, refused, failed, cancelled };
  const stood = { compared, leading, alone };
  return [
    ...Object.entries(counts).map(([name, count]) => [name, formatCount(count)] as const),
    ['p50', msText(one.msP50)],
    ['p95', msText(one.msP95)],
    ['cost', formatCost(one.costMicros)],
    ...Object.entries(stood).map(([name, count]) => [name, formatCount(count)] as const),
  ];
}

function msText(ms: number | null): string {
  return ms === null ? '–' : formatMs(ms);
}
