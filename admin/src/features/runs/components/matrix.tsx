import { useState } from 'react';
import type { CSSProperties } from 'react';
import type { Agreement } from '#api/contract';
import { Chip, positionClass } from '../../../ui/chip.tsx';
import { formatRatio } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';

type Measure = 'p' | 'cosine';

interface MatrixProps {
  readonly agreement: Agreement | null;
  /** More answers may come. */
  readonly open: boolean;
  readonly cast: Cast;
}

/** A heat map with the number in each cell, models ordered by position; below 480 px a list of pairs. */
export function Matrix({ agreement, open, cast }: MatrixProps) {
  const [measure, setMeasure] = useState<Measure>('p');
  const comparable = agreement !== null && agreement.models.length >= 2;
  return (
    <section className="card" aria-labelledby="matrix-title">
      <header className="card-head">
        <h2 id="matrix-title">{words.matrix.title}</h2>
        {comparable && <MeasureSwitch measure={measure} onChange={setMeasure} />}
      </header>
      {comparable ? (
        <>
          <HeatMap agreement={agreement} cast={cast} measure={measure} />
          <PairList agreement={agreement} cast={cast} measure={measure} />
          <p className="hint">{measure === 'p' ? words.matrix.explainP : words.matrix.explainCosine}</p>
        </>
      ) : (
        <p className="quiet">{open ? words.matrix.waiting : words.matrix.nothing}</p>
      )}
    </section>
  );
}

function MeasureSwitch({ measure, onChange }: { measure: Measure; onChange: (measure: Measure) => void }) {
  return (
    <fieldset className="switch" aria-label={words.matrix.measure}>
      {(['p', 'cosine'] as const).map((one) => (
        <button type="button" key={one} aria-pressed={one === measure} onClick={() => onChange(one)}>
          {words.matrix[one]}
        </button>
      ))}
    </fieldset>
  );
}

interface MeasuredProps {
  readonly agreement: Agreement;
  readonly cast: Cast;
  readonly measure: Measure;
}

function HeatMap({ agreement, cast, measure }: MeasuredProps) {
  const values = measure === 'p' ? agreement.matrix : agreement.cosine;
  return (
    <table className="heat" data-count={agreement.models.length}>
      <caption className="unseen">{words.matrix.caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">{words.matrix.model}</span>
          </th>
          {agreement.models.map((model) => (
            <th scope="col" key={model}>
              <span>{cast.short(model)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {agreement.models.map((row, i) => (
          <tr key={row}>
            <th scope="row">
              <Chip position={cast.position(row)} label={words.answer.position(cast.position(row) ?? '')}>
                {cast.position(row)}
              </Chip>{' '}
              {cast.short(row)}
            </th>
            {agreement.models.map((column, j) => (
              <Cell
                key={column}
                diagonal={i === j}
                value={values[i]?.[j] ?? 0}
                colour={colourOf([row, column], cast)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Inside a position its own colour, the stronger the closer; between two the colour of the weaker one, faint. */
function colourOf([a, b]: readonly [string, string], cast: Cast): { readonly name: string; readonly same: boolean } {
  const [one, two] = [cast.position(a) ?? '', cast.position(b) ?? ''];
  return { name: positionClass(one > two ? one : two), same: one === two };
}

function Cell(props: { diagonal: boolean; value: number; colour: { name: string; same: boolean } }) {
  if (props.diagonal) {
    return <td className="heat-self">·</td>;
  }
  const heat = props.colour.same ? 0.25 + 0.75 * Math.max(0, props.value) : 0.5;
  return (
    <td className={`heat-cell ${props.colour.name}`} style={{ '--heat': heat } as CSSProperties}>
      {formatRatio(props.value)}
    </td>
  );
}

function PairList({ agreement, cast, measure }: MeasuredProps) {
  const pairs = measure === 'p' ? agreement.pairs : agreement.pairs.toSorted((x, y) => x.cosine - y.cosine);
  return (
    <ul className="pairs">
      {pairs.map((pair) => (
        <li key={`${pair.a} ${pair.b}`}>
          <span>
            {cast.short(pair.a)} and {cast.short(pair.b)}
            {pair.p < 0.5 && <small> {words.matrix.differOn(words.matrix.reasons[pair.reason])}</small>}
          </span>
          <b>{formatRatio(measure === 'p' ? pair.p : pair.cosine)}</b>
        </li>
      ))}
    </ul>
  );
}
