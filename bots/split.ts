import { cut, wordsOf } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';

/**
 * Cuts a tree into groups of at most `sizeMax` characters of text each, at block boundaries where it can. A code block, list, table
 * or quote that is cut goes on as one in the next group; text is cut between sentences, words or, at the least, graphemes.
 * Nothing is left out. `sizeMax` is at least 100.
 */
export function splitBlocks(blocks: readonly Block[], sizeMax: number): readonly (readonly Block[])[] {
  const groups: Block[][] = [];
  let group: Block[] = [];
  let size = 0;
  for (const block of blocks.flatMap((one) => fitting(one, sizeMax))) {
    const added = blockSize(block);
    if (group.length > 0 && size + added > sizeMax) {
      groups.push(group);
      group = [];
      size = 0;
    }
    group.push(block);
    size += added;
  }
  return group.length > 0 ? [...groups, group] : groups;
}

/** How much of a message a block takes: its text, the addresses of its links, and a little for each mark. */
export function blockSize(block: Block): number {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlinesSize(block.children) + 2;
    case 'quote':
      return sum(block.children, blockSize) + 2;
    case 'list':
      return sum(block.items, ({ children }) => sum(children, blockSize) + 6);
    case 'code':
    case 'plain':
      return block.text.length + 2;
    case 'table':
      // Drawn in columns: every cell may be as wide as the widest of its column, up to the padding.
      return sum(block.rows, (row) => sum(row, (cell) => Math.max(inlinesSize(cell), cellPad) + 2) + 1);
    case 'rule':
      return 4;
  }
}

const cellPad = 24;

function fitting(block: Block, sizeMax: number): readonly Block[] {
  if (blockSize(block) <= sizeMax) {
    return [block];
  }
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return splitInlines(block.children, sizeMax - 2).map((children) => ({ ...block, children }));
    case 'quote':
      return splitBlocks(block.children, sizeMax - 2).map((children) => ({ ...block, children }));
    case 'code':
    case 'plain':
      return splitText(block.text, sizeMax - 2, '\n').map((text) => ({ ...block, text }));
    case 'list':
      return splitList(block, sizeMax);
    case 'table':
      return splitTable(block, sizeMax);
    case 'rule':
      return [block];
  }
}

function splitList(list: Extract<Block, { type: 'list' }>, sizeMax: number): readonly Block[] {
  return list.items.flatMap((item, index): Block[] => {
    const start = list.start === null ? null : list.start + index;
    const parts = splitBlocks(item.children, sizeMax - 6);
    return (parts.length === 0 ? [[]] : parts).map((children) => ({ ...list, start, items: [{ ...item, children }] }));
  });
}

/** Rows that do not fit beside their header are text. */
function splitTable(table: Extract<Block, { type: 'table' }>, sizeMax: number): readonly Block[] {
  const [header, ...rows] = table.rows;
  const parts: Block[] = [];
  let group = header === undefined ? [] : [header];
  for (const row of rows) {
    if (group.length > 1 && blockSize({ ...table, rows: [...group, row] }) > sizeMax) {
      parts.push({ ...table, rows: group });
      group = header === undefined ? [] : [header];
    }
    group.push(row);
  }
  parts.push({ ...table, rows: group });
  return parts.flatMap((part) => {
    if (part.type !== 'table' || blockSize(part) <= sizeMax) {
      return [part];
    }
    const text = part.rows.map((row) => row.map((cell) => wordsOf(cell)).join(' | ')).join('\n');
    return splitText(text, sizeMax - 2, '\n').map((piece): Block => ({ type: 'plain', text: piece }));
  });
}

function splitInlines(inlines: readonly Inline[], sizeMax: number): readonly (readonly Inline[])[] {
  const groups: Inline[][] = [];
  let group: Inline[] = [];
  let size = 0;
  for (const inline of inlines.flatMap((one) => fittingInline(one, sizeMax))) {
    const added = inlinesSize([inline]);
    if (group.length > 0 && size + added > sizeMax) {
      groups.push(group);
      group = [];
      size = 0;
    }
    group.push(inline);
    size += added;
  }
  return group.length > 0 ? [...groups, group] : groups;
}

function fittingInline(inline: Inline, sizeMax: number): readonly Inline[] {
  if (inlinesSize([inline]) <= sizeMax) {
    return [inline];
  }
  switch (inline.type) {
    case 'text':
    case 'code':
    case 'formula':
      return splitText(inline.text, sizeMax, ' ').map((text) => ({ ...inline, text }));
    case 'strong':
    case 'emphasis':
    case 'deleted':
      return splitInlines(inline.children, sizeMax).map((children) => ({ ...inline, children }));
    case 'link':
      // Too long to be shown as one: its words stay.
      return splitText(wordsOf(inline.children), sizeMax, ' ').map((text): Inline => ({ type: 'text', text }));
    case 'citation':
    case 'break':
      return [inline];
  }
}

/** The pieces joined are the text. Cuts after the last `mark` of the second half of a piece, or after a word, or between graphemes. */
function splitText(text: string, lengthMax: number, mark: string): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > lengthMax) {
    const longest = cut(rest, lengthMax);
    const end = goodEnd(longest, mark);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return rest === '' ? pieces : [...pieces, rest];
}

function goodEnd(piece: string, mark: string): number {
  const half = piece.length / 2;
  const ends = [
    mark === '\n' ? piece.lastIndexOf('\n') + 1 : Math.max(piece.lastIndexOf('. ') + 2, piece.lastIndexOf('\n') + 1),
    piece.lastIndexOf(' ') + 1,
  ];
  return ends.find((end) => end > half) ?? piece.length;
}

function inlinesSize(inlines: readonly Inline[]): number {
  return sum(inlines, (inline) => {
    switch (inline.type) {
      case 'text':
      case 'code':
      case 'formula':
        return inline.text.length;
      case 'strong':
      case 'emphasis':
      case 'deleted':
        return inlinesSize(inline.children);
      case 'link':
        return inline.href.length + wordsOf(inline.children).length;
      case 'citation':
        return 4;
      case 'break':
        return 1;
    }
  });
}

function sum<T>(items: readonly T[], sizeOf: (item: T) => number): number {
  return items.reduce((total, item) => total + sizeOf(item), 0);
}
