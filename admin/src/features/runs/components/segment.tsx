import { useMemo } from 'react';
import type { ConsensusView } from '#api/contract';
import { linksOf, parseChunk, sourcesOf } from '#core/markdown';
import { Markdown } from '../../../markdown/markdown.tsx';
import { drawInlines } from '../../../markdown/render.tsx';
import type { Marks } from '../../../markdown/render.tsx';
import { positionClass } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import { evidenceOf } from '../screen/evidence.ts';
import type { Cast } from '../screen/names.ts';
import type { Segment } from '../screen/synthesis-paragraphs.ts';
import { lightUp } from './light-up.ts';

interface SegmentProps {
  readonly segment: Segment;
  readonly view: ConsensusView;
  readonly cast: Cast;
  /** The segment that shows what it rests on. */
  readonly pinned: number | null;
  readonly onPin: (index: number) => void;
}

/** A sentence in a paragraph. While it is pointed at, its supporters and the words it rests on light up. */
export function FlowSegment(props: SegmentProps) {
  const { segment, view } = props;
  const marks = useMarks(segment, view);
  const inlines = useMemo(() => {
    const [block] = parseChunk(segment.text, marks.sources.length, marks.links);
    return block?.type === 'paragraph' ? block.children : [{ type: 'text' as const, text: segment.text }];
  }, [segment.text, marks]);
  return (
    // The button inside does the same by keyboard.
    <span className="claim" data-open={props.pinned === segment.index} {...useLights(segment, view)}>
      {drawInlines(inlines, marks)}
      <Support {...props} />{' '}
    </span>
  );
}

export function BlockSegment(props: SegmentProps & { readonly growing: boolean }) {
  const { segment, view } = props;
  const marks = useMarks(segment, view);
  return (
    <div className="claim md" data-open={props.pinned === segment.index} {...useLights(segment, view)}>
      <Markdown text={segment.text} growing={props.growing} marks={marks} />
      <p>
        <Support {...props} />
      </p>
    </div>
  );
}

function useLights(segment: Segment, view: ConsensusView) {
  const on = () => lightUp(segment.models, evidenceOf(segment, view.answers));
  return { onMouseEnter: on, onMouseLeave: () => lightUp([], []), onFocus: on, onBlur: () => lightUp([], []) };
}

/** A number in a sentence of one supporter is that of its source; of several it could be anybody's and stays text. */
function useMarks(segment: Segment, view: ConsensusView): Marks {
  const only = segment.models.length === 1 ? segment.models[0] : undefined;
  const index = view.answers.findIndex((answer) => answer.model === only);
  const citations = view.answers[index]?.citations;
  return useMemo(
    () => ({
      sources: sourcesOf(citations ?? []),
      prefix: `source-${index}-`,
      links: linksOf(view.question, citations ?? []),
      words: { citation: words.answer.citation, table: words.answer.table },
    }),
    [citations, index, view.question],
  );
}

const namesMax = 4;

/** The models behind a segment, by position: its letter, and their names while they are few. Opens what it rests on. */
function Support({ segment, cast, pinned, onPin }: SegmentProps) {
  if (segment.models.length === 0) {
    return null;
  }
  const groups = Map.groupBy(segment.models, cast.position);
  const open = pinned === segment.index;
  return (
    <button
      type="button"
      className="support"
      aria-expanded={open}
      title={words.synthesis.supportedBy(segment.models.map(cast.label))}
      onClick={() => onPin(segment.index)}
    >
      <span className="unseen">{words.evidence.show} </span>
      {[...groups].map(([position, models]) => (
        <span key={position} className={`chip ${positionClass(position)}`}>
          <b>{position ?? '·'}</b>
          <span>{models.length > namesMax ? `×${models.length}` : models.map(cast.short).join(' · ')}</span>
        </span>
      ))}
    </button>
  );
}
