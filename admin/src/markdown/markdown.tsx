import { memo, useMemo } from 'react';
import { answerLengthMax, chunksOf, closeOpen, cut, parseChunk } from '#core/markdown';
import { Blocks } from './render.tsx';
import type { Marks } from './render.tsx';

interface MarkdownProps {
  readonly text: string;
  /** More text is coming: what is open is drawn as if it were closed. */
  readonly growing: boolean;
  readonly marks: Marks;
}

/** Model output as safe elements. Chunks that are complete are parsed once; only the last one of a growing text again. */
export function Markdown({ text, growing, marks }: MarkdownProps) {
  const chunks = useMemo(() => chunksOf(cut(text, answerLengthMax)), [text]);
  return chunks.map((chunk, index) => (
    // A chunk keeps its place: text only ever grows at the end.
    // oxlint-disable-next-line react/no-array-index-key
    <Chunk key={index} source={growing && index === chunks.length - 1 ? closeOpen(chunk) : chunk} marks={marks} />
  ));
}

const Chunk = memo(function Chunk({ source, marks }: { readonly source: string; readonly marks: Marks }) {
  const blocks = useMemo(() => parseChunk(source, marks.sources), [source, marks.sources]);
  return <Blocks blocks={blocks} marks={marks} />;
});
