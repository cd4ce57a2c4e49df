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
  const pieces = useMemo(() => piecesOf(text, growing), [text, growing]);
  return pieces.map((piece, index) => (
    // A piece keeps its place: text only ever grows at the end.
    // oxlint-disable-next-line react/no-array-index-key
    <Chunk key={index} source={piece} marks={marks} />
  ));
}

/** What is parsed, piece by piece. */
export function piecesOf(text: string, growing: boolean): readonly string[] {
  const chunks = chunksOf(cut(text, answerLengthMax));
  const last = chunks.at(-1);
  return growing && last !== undefined ? [...chunks.slice(0, -1), closeOpen(last)] : chunks;
}

const Chunk = memo(function Chunk({ source, marks }: { readonly source: string; readonly marks: Marks }) {
  const sources = marks.sources.length;
  const { links } = marks;
  const blocks = useMemo(() => parseChunk(source, sources, links), [source, sources, links]);
  return <Blocks blocks={blocks} marks={marks} />;
});
