import type { SynthesisView } from '#api/contract';

/** A sentence or two with the models behind it. */
export interface Segment {
  /** Its place in the synthesis. */
  readonly index: number;
  readonly text: string;
  readonly models: readonly string[];
}

/** A run of segments that reads as one paragraph, or one segment that is a block of its own, such as a list. */
export interface Paragraph {
  readonly kind: 'flow' | 'block';
  readonly segments: readonly Segment[];
}

const blockStart = /^\s*(?:[-*+]\s|\d{1,3}[.)]\s|#{1,6}\s|>|```|~~~|\|)/;

/** Segments follow each other in one paragraph until one of them brings a blank line. */
export function paragraphsOf(synthesis: SynthesisView): readonly Paragraph[] {
  const paragraphs: { kind: 'flow' | 'block'; segments: Segment[] }[] = [];
  let joins = false;
  for (const [index, segment] of synthesis.segments.entries()) {
    const text = segment?.text ?? '';
    if (text.trim() === '') {
      continue;
    }
    const kind = blockStart.test(text) || text.trim().includes('\n') ? 'block' : 'flow';
    const last = paragraphs.at(-1);
    const entry = { index, text: text.trim(), models: segment.models };
    if (joins && kind === 'flow' && last?.kind === 'flow' && !/^\s*\n/.test(text)) {
      last.segments.push(entry);
    } else {
      paragraphs.push({ kind, segments: [entry] });
    }
    joins = !text.slice(text.trimEnd().length).includes('\n');
  }
  return paragraphs;
}
