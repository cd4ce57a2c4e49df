import { Link } from '@tanstack/react-router';
import { useContext, useState } from 'react';
import type { CSSProperties, KeyboardEvent } from 'react';
import type { Agreement } from '#api/contract';
import { Chip, positionClass } from '../../../ui/chip.tsx';
import { formatRatio } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';
import { RunPlace } from './run-place.ts';

interface HeatMapProps {
  readonly agreement: Agreement;
  readonly cast: Cast;
  /** In the order of the agreement's models. */
  readonly values: readonly (readonly number[])[];
  readonly onPoint: (pair: readonly [string, string] | null) => void;
}

/** The number in each cell; a cell leads to its two answers side by side. One tab stop, arrow keys inside. */
export function HeatMap({ agreement, cast, values, onPoint }: HeatMapProps) {
  const [at, setAt] = useState<readonly [number, number]>([0, 1]);
  const { models } = agreement;
  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const next = moved(at, event.key, models.length);
    if (next !== null) {
      event.preventDefault();
      setAt(next);
      event.currentTarget.querySelector<HTMLElement>(`[data-at="${next.join()}"]`)?.focus();
    }
  };
  return (
    // The links inside take the focus; the table only moves it between them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <table className="heat" data-count={models.length} onKeyDown={onKeyDown} onMouseLeave={() => onPoint(null)}>
      <caption className="unseen">
        {words.matrix.caption}. {words.pair.keys}
      </caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">{words.matrix.model}</span>
          </th>
          {models.map((model) => (
            <th scope="col" key={model}>
              <Letter model={model} cast={cast} />
              <span>{cast.short(model)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {models.map((row, i) => (
          <tr key={row}>
            <th scope="row">
              <Letter model={row} cast={cast} /> {cast.short(row)}
            </th>
            {models.map((column, j) =>
              i === j ? (
                <td key={column} className="heat-self">
                  ·
                </td>
              ) : (
                <Cell
                  key={column}
                  pair={[row, column]}
                  at={[i, j]}
                  cast={cast}
                  value={values[i]?.[j] ?? 0}
                  stop={at[0] === i && at[1] === j}
                  onPoint={() => {
                    setAt([i, j]);
                    onPoint([row, column]);
                  }}
                />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Letter({ model, cast }: { readonly model: string; readonly cast: Cast }) {
  const position = cast.position(model);
  return (
    <Chip position={position} label={position === null ? words.answer.noPosition : words.answer.position(position)}>
      {position ?? '·'}
    </Chip>
  );
}

interface CellProps {
  readonly pair: readonly [string, string];
  readonly at: readonly [number, number];
  readonly cast: Cast;
  readonly value: number;
  /** The one cell that Tab reaches. */
  readonly stop: boolean;
  readonly onPoint: () => void;
}

function Cell({ pair: [a, b], at, cast, value, stop, onPoint }: CellProps) {
  const run = useContext(RunPlace);
  const { name, same } = colourOf([a, b], cast);
  const heat = same ? 0.25 + 0.75 * Math.max(0, value) : 0.5;
  return (
    <td className={`heat-cell ${name}`} data-same={same} style={{ '--heat': heat } as CSSProperties}>
      {run === null ? (
        formatRatio(value)
      ) : (
        <Link
          to="/runs/$id/compare"
          params={{ id: run }}
          search={{ a, b }}
          tabIndex={stop ? 0 : -1}
          data-at={at.join()}
          aria-label={`${words.pair.title(cast.short(a), cast.short(b))}: ${formatRatio(value)}`}
          onFocus={onPoint}
          onMouseEnter={onPoint}
        >
          {formatRatio(value)}
        </Link>
      )}
    </td>
  );
}

/** Inside a position its own colour, the stronger the closer; between two the colour and pattern of the weaker one, faint. */
function colourOf([a, b]: readonly [string, string], cast: Cast): { readonly name: string; readonly same: boolean } {
  const [one, two] = [cast.position(a) ?? '', cast.position(b) ?? ''];
  return { name: positionClass(one > two ? one : two), same: one === two && one !== '' };
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The next cell that way, past the diagonal; null at the edge or for another key. */
function moved([row, column]: readonly [number, number], key: string, count: number): readonly [number, number] | null {
  const step = steps[key];
  if (step === undefined) {
    return null;
  }
  const once = [row + step[0], column + step[1]] as const;
  const next = once[0] === once[1] ? ([once[0] + step[0], once[1] + step[1]] as const) : once;
  return next.every((place) => place >= 0 && place < count) ? next : null;
}
