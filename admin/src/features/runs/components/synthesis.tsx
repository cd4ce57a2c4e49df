import { useMemo } from 'react';
import type { ConsensusView } from '#api/contract';
import { Markdown } from '../../../markdown/markdown.tsx';
import { noLinks, parseChunk } from '#core/markdown';
import { drawInlines } from '../../../markdown/render.tsx';
import type { Marks } from '../../../markdown/render.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import { isOpenRun } from '../screen/headline.ts';
import type { Cast } from '../screen/names.ts';
import { paragraphsOf } from '../screen/synthesis-paragraphs.ts';
import type { Segment } from '../screen/synthesis-paragraphs.ts';

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
  const best = synthesis.kind === 'best-answer' && synthesis.model !== null ? synthesis.model : null;
  const answered = view.answers.filter((answer) => answer.state === 'done').length;
  return (
    <>
      {best !== null && (
        <p className="quiet">
          {answered === 1 ? words.synthesis.only(cast.label(best)) : words.synthesis.best(cast.label(best))}
        </p>
      )}
      {paragraphsOf(synthesis).map((paragraph, index) =>
        paragraph.kind === 'flow' ? (
          // Paragraphs only ever grow at the end.
          // oxlint-disable-next-line react/no-array-index-key
          <p key={index}>
            {paragraph.segments.map((segment, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <FlowSegment key={at} segment={segment} cast={cast} />
            ))}
          </p>
        ) : (
          // oxlint-disable-next-line react/no-array-index-key
          <BlockSegment key={index} segments={paragraph.segments} cast={cast} growing={synthesis.state === 'writing'} />
        ),
      )}
    </>
  );
}

function closedText(view: ConsensusView): string {
  if (view.state === 'cancelled') {
    return words.synthesis.stopped;
  }
  return view.error === null ? words.synthesis.none : `${view.error.message} ${view.error.action}`;
}

const marks: Marks = {
  sources: [],
  prefix: '',
  links: noLinks,
  words: { citation: words.answer.citation, table: words.answer.table },
};

function FlowSegment({ segment, cast }: { readonly segment: Segment; readonly cast: Cast }) {
  const inlines = useMemo(() => {
    const [block] = parseChunk(segment.text, 0, noLinks);
    return block?.type === 'paragraph' ? block.children : [{ type: 'text' as const, text: segment.text }];
  }, [segment.text]);
  return (
    <>
      {drawInlines(inlines, marks)}
      <Support segment={segment} cast={cast} />{' '}
    </>
  );
}

function BlockSegment(props: {
  readonly segments: readonly Segment[];
  readonly cast: Cast;
  readonly growing: boolean;
}) {
  return props.segments.map((segment, index) => (
    // oxlint-disable-next-line react/no-array-index-key
    <div key={index} className="md">
      <Markdown text={segment.text} growing={props.growing} marks={marks} />
      <p>
        <Support segment={segment} cast={props.cast} />
      </p>
    </div>
  ));
}

const namesMax = 4;

/** The models behind a segment, each in the colours of its position; many of one position as its letter and number. */
function Support({ segment, cast }: { readonly segment: Segment; readonly cast: Cast }) {
  const groups = Map.groupBy(segment.models, cast.position);
  return [...groups].flatMap(([position, models]) =>
    models.length > namesMax
      ? [
          <Chip key={position} position={position} label={words.synthesis.supportedBy(models.map(cast.label))}>
            {position ?? ''} ×{models.length}
          </Chip>,
        ]
      : models.map((model) => (
          <Chip key={model} position={position} label={words.synthesis.supportedBy([cast.label(model)])}>
            {cast.short(model)}
          </Chip>
        )),
  );
}
