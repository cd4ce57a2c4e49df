import { Fragment, useContext, useState } from 'react';
import type { ConsensusView, Explanation } from '#api/contract';
import { cut, plainWords } from '#core/markdown';
import { Chip } from '../../../ui/chip.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';
import { useExplanation } from '../use-explanation.ts';
import { headOf } from './divergence-report.tsx';
import { QuoteLink } from './quote-link.tsx';
import { RunPlace } from './run-place.ts';

interface PointsProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
}

type Claim = Explanation['claims']['claims'][number];
type Stance = Claim['stances'][number];

const shownAtFirst = 12;

/** All points of the answers: a row a point, a column a position, who says so and who otherwise, in their words. */
export function Points({ view, cast }: PointsProps) {
  const explanation = useExplanation(useContext(RunPlace), view);
  const claims = explanation.data?.claims.claims ?? [];
  return (
    <section className="card" aria-labelledby="points-title">
      <header className="card-head">
        <h2 id="points-title">{words.divergence.points}</h2>
      </header>
      <p className="hint">{words.divergence.pointsSentence}</p>
      {explanation.error ? (
        <Problem error={explanation.error} onRetry={() => void explanation.refetch()} />
      ) : explanation.isLoading ? (
        <p className="quiet">{words.score.loading}</p>
      ) : claims.length === 0 ? (
        <p className="quiet">{words.divergence.pointsNone}</p>
      ) : (
        <PointTable view={view} cast={cast} claims={claims} />
      )}
    </section>
  );
}

function PointTable({ view, cast, claims }: PointsProps & { readonly claims: readonly Claim[] }) {
  const [all, setAll] = useState(false);
  const positions = view.agreement?.positions ?? [];
  const shown = all ? claims : claims.slice(0, shownAtFirst);
  return (
    <>
      <table className="report points" data-columns={positions.length}>
        <caption className="unseen">{words.divergence.pointsCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.report.point}</th>
            {positions.map(({ id, models }) => (
              <th scope="col" key={id}>
                <Chip position={id} label={words.answer.position(id)}>
                  {id}
                </Chip>{' '}
                {headOf(models, cast)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((claim, index) => (
            // Two points may have the same words; the list is replaced as a whole.
            // oxlint-disable-next-line react/no-array-index-key
            <tr key={index} data-disputed={isDisputed(claim)}>
              <th scope="row" dir="auto">
                {plainWords(claim.text)}
                {isDisputed(claim) && <small className="tag"> {words.divergence.disputed}</small>}
              </th>
              {positions.map(({ id, models }) => (
                <td key={id} data-position={id}>
                  <Chip position={id}>{id}</Chip>
                  <Stances stances={claim.stances.filter((one) => models.includes(one.model))} cast={cast} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < claims.length && (
        <button type="button" className="link show-all" onClick={() => setAll(true)}>
          {words.divergence.more(claims.length - shown.length)}
        </button>
      )}
    </>
  );
}

function isDisputed(claim: Claim): boolean {
  return claim.stances.some((one) => one.stance === 'contradicts');
}

const quoteLengthMax = 160;
const signs = { supports: '✓', contradicts: '✗', silent: '–' } as const;

/** Who says so with the words of the first, who says otherwise with theirs, and who is silent. */
function Stances({ stances, cast }: { readonly stances: readonly Stance[]; readonly cast: Cast }) {
  return (['supports', 'contradicts', 'silent'] as const).map((kind) => {
    const those = stances.filter((one) => one.stance === kind);
    const [first] = those;
    return first === undefined ? null : (
      <Fragment key={kind}>
        <p className={`stance stance-${kind}`} title={words.divergence.stances[kind]}>
          <span aria-hidden="true">{signs[kind]}</span>
          <span className="unseen">{words.divergence.stances[kind]}: </span>
          {those.map((one) => cast.short(one.model)).join(' · ')}
        </p>
        {first.quote !== '' && (
          <QuoteLink model={first.model} quote={first.quote} title={words.report.showQuote(cast.label(first.model))}>
            “{cut(plainWords(first.quote), quoteLengthMax)}”
          </QuoteLink>
        )}
      </Fragment>
    );
  });
}
