import type { ConsensusView } from '#api/contract';
import { findQuote } from '../screen/find-quote.ts';

/** Which quote of which model, in the colours of which position. */
export interface Mark {
  readonly model: string;
  readonly quote: string;
  readonly position: string;
}

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** The dissenting quotes: those of every side but the leading one. */
export function dissentMarks(view: ConsensusView): readonly Mark[] {
  return (view.agreement?.disagreements ?? []).flatMap((disagreement) =>
    disagreement.sides.slice(1).flatMap((side) => {
      const model = side.models[0];
      return side.quote === '' || model === undefined ? [] : [{ model, quote: side.quote, position: side.position }];
    }),
  );
}

/** Marks quotes in the drawn answers by the CSS Custom Highlight API: the page's own elements are not touched. */
export function markQuotes(marks: readonly Mark[]): void {
  for (const letter of letters) {
    const ranges = marks
      .filter((mark) => mark.position.toLowerCase() === letter)
      .flatMap((mark) => rangeOf(mark) ?? []);
    setHighlight(`dissent-${letter}`, ranges);
  }
}

/** Marks one quote, brings it into view, and unfolds its answer. False when it cannot be found. */
export function showQuote(model: string, quote: string): boolean {
  const range = rangeOf({ model, quote });
  setHighlight('quote', range === null ? [] : [range]);
  const place = range?.startContainer.parentElement;
  if (!range || !place) {
    return false;
  }
  const folded = place.closest('.collapsed');
  if (folded && isBelow(range, folded)) {
    folded.parentElement?.querySelector<HTMLButtonElement>('.show-all[aria-expanded="false"]')?.click();
  }
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  requestAnimationFrame(() => {
    place.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'center', inline: 'center' });
    place.closest<HTMLElement>('article')?.focus({ preventScroll: true });
  });
  return true;
}

function isBelow(range: Range, folded: Element): boolean {
  return range.getBoundingClientRect().bottom > folded.getBoundingClientRect().bottom;
}

/** Highlights quotes of several answers under one name of the style sheet. */
export function highlightQuotes(name: string, quotes: readonly Pick<Mark, 'model' | 'quote'>[]): void {
  setHighlight(
    name,
    quotes.flatMap((quote) => rangeOf(quote) ?? []),
  );
}

function setHighlight(name: string, ranges: readonly Range[]): void {
  if (!('highlights' in CSS)) {
    return;
  }
  if (ranges.length === 0) {
    CSS.highlights.delete(name);
  } else {
    CSS.highlights.set(name, new Highlight(...ranges));
  }
}

/** Of a drawn formula only its TeX is what a quote holds; names of buttons and hosts are no part of an answer. */
function isQuotable(node: Node): number {
  const place = node.parentElement;
  const isSaid = place?.closest('.code-head, .md-host') === null;
  const isTex = place?.closest('.katex') === null || place?.localName === 'annotation';
  return isSaid && isTex ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
}

function rangeOf({ model, quote }: Pick<Mark, 'model' | 'quote'>): Range | null {
  const root = document.querySelector(`[data-answer="${CSS.escape(model)}"]`);
  if (root === null) {
    return null;
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, isQuotable);
  const nodes: Text[] = [];
  while (walker.nextNode()) {
    nodes.push(walker.currentNode as Text);
  }
  const found = findQuote(
    nodes.map((node) => node.data),
    quote,
  );
  const [first, last] = [nodes[found?.first ?? -1], nodes[found?.last ?? -1]];
  if (found === null || !first || !last) {
    return null;
  }
  const range = document.createRange();
  range.setStart(first, found.start);
  range.setEnd(last, found.end);
  return range;
}
