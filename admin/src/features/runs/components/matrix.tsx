import { Link } from '@tanstack/react-router';
import { useContext, useState } from 'react';
import type { Agreement, Pair } from '#api/contract';
import { Chip } from '../../../ui/chip.tsx';
import { formatPercent, formatRatio } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';
import { HeatMap } from './heat-map.tsx';
import { RunPlace } from './run-place.ts';

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
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const comparable = agreement !== null && agreement.models.length >= 2;
  return (
    <section className="card" aria-labelledby="matrix-title">
      <header className="card-head">
        <h2 id="matrix-title">{words.matrix.title}</h2>
        {comparable && <MeasureSwitch measure={measure} onChange={setMeasure} />}
      </header>
      {comparable ? (
        <>
          <HeatMap
            agreement={agreement}
            cast={cast}
            values={measure === 'p' ? agreement.matrix : agreement.cosine}
            onPoint={setPair}
          />
          <PairList agreement={agreement} cast={cast} measure={measure} />
          <PairNote
            agreement={agreement}
            cast={cast}
            pair={pair}
            explain={measure === 'p' ? words.matrix.explainP : words.matrix.explainCosine}
          />
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

/** What stands under the map keeps its place: a pair that is pointed at, or what the numbers are. */
function PairNote({ agreement, cast, pair, explain }: Omit<MeasuredProps, 'measure'> & PairNoteProps) {
  if (pair === null) {
    return <p className="hint pair-note">{explain}</p>;
  }
  const [a, b] = pair;
  const known = agreement.pairs.find((one) => one.a !== one.b && pair.includes(one.a) && pair.includes(one.b));
  return (
    <div className="hint pair-note">
      <p>
        <b>{words.pair.title(cast.short(a), cast.short(b))}</b>
        {known && ` · ${words.pair.says(formatPercent(known.p))}`}
        {known && known.p < 0.5 && ` · ${words.matrix.differOn(words.matrix.reasons[known.reason])}`}
      </p>
    </div>
  );
}

interface PairNoteProps {
  readonly pair: readonly [string, string] | null;
  readonly explain: string;
}

function PairList({ agreement, cast, measure }: MeasuredProps) {
  const run = useContext(RunPlace);
  const pairs = measure === 'p' ? agreement.pairs : agreement.pairs.toSorted((x, y) => x.cosine - y.cosine);
  return (
    <ul className="pairs">
      {pairs.map((pair) => (
        <li key={`${pair.a} ${pair.b}`}>
          {run === null ? (
            <PairNames pair={pair} cast={cast} />
          ) : (
            <Link to="/runs/$id/compare" params={{ id: run }} search={{ a: pair.a, b: pair.b }}>
              <PairNames pair={pair} cast={cast} />
            </Link>
          )}
          <b>{formatRatio(measure === 'p' ? pair.p : pair.cosine)}</b>
        </li>
      ))}
    </ul>
  );
}

function PairNames({ pair, cast }: { readonly pair: Pair; readonly cast: Cast }) {
  return (
    <span>
      {[pair.a, pair.b].map((model) => (
        <span key={model} className="pair-name">
          <Chip position={cast.position(model)} label={words.answer.position(cast.position(model) ?? '')}>
            {cast.position(model) ?? '·'}
          </Chip>
          {cast.short(model)}
        </span>
      ))}
      {pair.p < 0.5 && <small>{words.matrix.differOn(words.matrix.reasons[pair.reason])}</small>}
    </span>
  );
}
