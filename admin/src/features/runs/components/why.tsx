import { useContext } from 'react';
import type { CSSProperties } from 'react';
import type { Agreement, ConsensusView, Explanation } from '#api/contract';
import { Chip } from '../../../ui/chip.tsx';
import { formatCount, formatPercent } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';
import { useExplanation } from '../use-explanation.ts';
import { JudgeLine } from './judge-line.tsx';
import { RunPlace } from './run-place.ts';

interface WhyProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
}

/** What the number is made of, as pictures; who lowers it; and how often such panels were right, which is another thing. */
export function Why({ view, cast }: WhyProps) {
  const explanation = useExplanation(useContext(RunPlace), view);
  const { agreement } = view;
  if (agreement === null) {
    return null;
  }
  return (
    <>
      <p>{words.verdict.why}</p>
      <dl className="terms">
        {(['share', 'inside', 'coverage'] as const).map((term) => (
          <div key={term}>
            <dt>{words.score[term]}</dt>
            <dd>
              <span className="term-bar" style={{ '--part': agreement.terms[term] } as CSSProperties} />
              <b>{formatPercent(agreement.terms[term])}</b>
            </dd>
          </div>
        ))}
      </dl>
      <ul className="why-list">
        {apartOf(agreement).map(({ position, models, reason }) => (
          <li key={position}>
            <Chip position={position} label={words.answer.position(position)}>
              {position}
            </Chip>
            {words.score.lowers(models.map(cast.short), words.matrix.reasons[reason])}
          </li>
        ))}
        <li>
          {words.verdict.vendors(agreement.independentVendors)} {words.verdict.embedder(agreement.embedder)}
        </li>
      </ul>
      <JudgeLine judge={agreement.judge} cast={cast} />
      {explanation.isLoading && <p>{words.score.loading}</p>}
      {explanation.data?.trackRecord && <Record record={explanation.data.trackRecord} />}
    </>
  );
}

/** Each position but the leading one, with what sets it apart most. */
function apartOf(agreement: Agreement) {
  const [leading, ...others] = agreement.positions;
  return others.flatMap(({ id, models }) => {
    const pair = agreement.pairs.find(
      ({ a, b }) =>
        (models.includes(a) && leading?.models.includes(b)) || (models.includes(b) && leading?.models.includes(a)),
    );
    return pair ? [{ position: id, models, reason: pair.reason }] : [];
  });
}

function Record({ record }: { readonly record: NonNullable<Explanation['trackRecord']> }) {
  return (
    <div className="record">
      <p>
        <b>{words.score.record}</b>
      </p>
      <dl className="terms">
        {record.records.map(({ data, right, panels }) => (
          <div key={data}>
            <dt>{words.score.recordText(formatCount(right), formatCount(panels), data)}</dt>
            <dd>
              <span className="term-bar" style={{ '--part': panels === 0 ? 0 : right / panels } as CSSProperties} />
              <b>{formatPercent(panels === 0 ? 0 : right / panels)}</b>
            </dd>
          </div>
        ))}
      </dl>
      <p>{words.score.recordNote}</p>
    </div>
  );
}
