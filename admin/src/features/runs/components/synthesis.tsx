import { useState } from 'react';
import type { ConsensusView } from '#api/contract';
import { words } from '../../../ui/words.ts';
import { isOpenRun } from '../screen/headline.ts';
import type { Cast } from '../screen/names.ts';
import { paragraphsOf } from '../screen/synthesis-paragraphs.ts';
import { EvidencePanel } from './evidence-panel.tsx';
import { BlockSegment, FlowSegment } from './segment.tsx';

interface SynthesisProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
}

/** Its place is kept from the start, so that the answers below do not move when it begins. */
export function Synthesis({ view, cast }: SynthesisProps) {
  return (
    <div className="synthesis" aria-busy={view.synthesis?.state === 'writing'}>
      <Body view={view} cast={cast} />
    </div>
  );
}

function Body({ view, cast }: SynthesisProps) {
  const { synthesis } = view;
  if (synthesis === null || (synthesis.text === '' && synthesis.state === 'writing')) {
    const open = isOpenRun(view);
    return (
      <p className="quiet">
        {synthesis !== null && open
          ? words.synthesis.writing
          : open
            ? words.synthesis.waiting(view.quorum)
            : closedText(view)}
      </p>
    );
  }
  if (synthesis.kind === 'none') {
    return <p className="quiet">{closedText(view)}</p>;
  }
  return <Written view={view} synthesis={synthesis} cast={cast} />;
}

interface WrittenProps extends SynthesisProps {
  readonly synthesis: NonNullable<ConsensusView['synthesis']>;
}

/** Sentences with their supporters; one of them may show what it rests on, under its paragraph. */
function Written({ view, synthesis, cast }: WrittenProps) {
  const [pinned, setPinned] = useState<number | null>(null);
  const best = synthesis.kind === 'best-answer' && synthesis.model !== null ? synthesis.model : null;
  const answered = view.answers.filter((answer) => answer.state === 'done').length;
  const toggle = (index: number) => setPinned(pinned === index ? null : index);
  return (
    <>
      {best !== null && (
        <p className="quiet">
          {answered === 1 ? words.synthesis.only(cast.label(best)) : words.synthesis.best(cast.label(best))}
        </p>
      )}
      {paragraphsOf(synthesis).map((paragraph, index) => {
        const open = paragraph.segments.find((segment) => segment.index === pinned);
        const shared = { view, cast, pinned, onPin: toggle };
        return (
          // Paragraphs only ever grow at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={index} className="paragraph">
            {paragraph.kind === 'flow' ? (
              <p dir="auto">
                {paragraph.segments.map((segment) => (
                  <FlowSegment key={segment.index} segment={segment} {...shared} />
                ))}
              </p>
            ) : (
              paragraph.segments.map((segment) => (
                <BlockSegment
                  key={segment.index}
                  segment={segment}
                  growing={synthesis.state === 'writing'}
                  {...shared}
                />
              ))
            )}
            {open && <EvidencePanel segment={open} view={view} cast={cast} onClose={() => setPinned(null)} />}
          </div>
        );
      })}
    </>
  );
}

function closedText(view: ConsensusView): string {
  if (view.state === 'cancelled') {
    return words.synthesis.stopped;
  }
  return view.error === null ? words.synthesis.none : `${view.error.message} ${view.error.action}`;
}
