import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import type { Agreement, DisagreementSide } from '#api/contract';
import { clean, cut, plainWords } from '#core/markdown';
import { Chip } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';
import { QuoteLink } from './quote-link.tsx';
import { RunPlace } from './run-place.ts';

interface DivergenceReportProps {
  readonly agreement: Agreement | null;
  readonly open: boolean;
  readonly cast: Cast;
  /** On its own page: no link to that. */
  readonly whole?: boolean;
}

const quoteLengthMax = 240;

/** A row a disagreement, a column a position, each cell one line and its quote. */
export function DivergenceReport({ agreement, open, cast, whole = false }: DivergenceReportProps) {
  const rows = agreement?.disagreements ?? [];
  const columns = (agreement?.positions ?? []).filter((position) =>
    rows.some((row) => row.sides.some((side) => side.position === position.id)),
  );
  return (
    <section className="card" id="report" aria-labelledby="report-title" tabIndex={-1}>
      <header className="card-head">
        <h2 id="report-title">{whole ? words.report.caption : words.report.title}</h2>
        {!whole && <OwnPage />}
      </header>
      {agreement === null || rows.length === 0 ? (
        <p className="quiet">{emptyText(agreement, open)}</p>
      ) : (
        <table className="report" data-columns={columns.length}>
          <caption className="unseen">{words.report.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.report.point}</th>
              {columns.map((position) => (
                <th scope="col" key={position.id}>
                  <Chip position={position.id} label={words.answer.position(position.id)}>
                    {position.id}
                  </Chip>{' '}
                  {headOf(position.models, cast)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // Two disagreements may have the same words; the list is replaced as a whole.
              // oxlint-disable-next-line react/no-array-index-key
              <tr key={index}>
                <th scope="row">{clean(row.point)}</th>
                {columns.map((position) => (
                  <td key={position.id} data-position={position.id}>
                    <Cell sides={row.sides.filter((one) => one.position === position.id)} cast={cast} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function OwnPage() {
  const run = useContext(RunPlace);
  return run === null ? null : (
    <Link className="own-page" to="/runs/$id/divergence" params={{ id: run }}>
      {words.divergence.own}
    </Link>
  );
}

export function headOf(models: readonly string[], cast: Cast): string {
  const [only] = models;
  return models.length === 1 && only !== undefined ? cast.short(only) : words.report.models(models.length);
}

function emptyText(agreement: Agreement | null, open: boolean): string {
  if (agreement === null || agreement.score === null) {
    return open ? words.report.waiting : words.report.nothing;
  }
  return words.report.none;
}

/** Answers of one position may still contradict each other on a point: then both sides stand in its cell. */
function Cell({ sides, ...rest }: Omit<SideProps, 'side'> & { readonly sides: readonly DisagreementSide[] }) {
  return sides.length === 0 ? (
    <Side side={undefined} {...rest} />
  ) : (
    sides.map((side) => <Side key={side.models[0]} side={side} {...rest} />)
  );
}

interface SideProps {
  readonly side: DisagreementSide | undefined;
  readonly cast: Cast;
}

function Side({ side, cast }: SideProps) {
  const model = side?.models[0];
  if (side === undefined || model === undefined) {
    return <span className="quiet">{words.report.silent}</span>;
  }
  return (
    <>
      <Chip position={side.position}>{side.position}</Chip>
      {plainWords(side.summary)}
      {side.quote !== '' && (
        <QuoteLink model={model} quote={side.quote} title={words.report.showQuote(cast.label(model))}>
          “{cut(plainWords(side.quote), quoteLengthMax)}”
        </QuoteLink>
      )}
    </>
  );
}
