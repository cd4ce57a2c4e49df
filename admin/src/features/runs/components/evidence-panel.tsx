import { X } from 'lucide-react';
import { useMemo } from 'react';
import type { ConsensusView } from '#api/contract';
import { cut, plainWords } from '#core/markdown';
import { Chip } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import { evidenceOf } from '../screen/evidence.ts';
import type { Cast } from '../screen/names.ts';
import type { Segment } from '../screen/synthesis-paragraphs.ts';
import { QuoteLink } from './quote-link.tsx';

interface EvidencePanelProps {
  readonly segment: Segment;
  readonly view: ConsensusView;
  readonly cast: Cast;
  readonly onClose: () => void;
}

const quoteLengthMax = 280;

/** The words in the answers that a sentence of the synthesis rests on, each a way to its place. */
export function EvidencePanel({ segment, view, cast, onClose }: EvidencePanelProps) {
  const evidence = useMemo(() => evidenceOf(segment, view.answers), [segment, view.answers]);
  return (
    <section className="evidence" aria-label={words.evidence.title}>
      <header>
        <h3>{words.evidence.title}</h3>
        <button type="button" className="icon-button" onClick={onClose}>
          <X aria-hidden="true" size={14} />
          <span className="unseen">{words.evidence.close}</span>
        </button>
      </header>
      <ul>
        {evidence.map(({ model, quote }) => (
          <li key={model}>
            <Chip position={cast.position(model)} label={words.answer.position(cast.position(model) ?? '')}>
              {cast.position(model) ?? '·'}
            </Chip>
            <span className="evidence-name">{cast.short(model)}</span>
            {quote === null ? (
              <span className="quiet">{words.evidence.noQuote}</span>
            ) : (
              <QuoteLink model={model} quote={quote} title={words.evidence.jump(cast.label(model))}>
                “{cut(plainWords(quote), quoteLengthMax)}”
              </QuoteLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
