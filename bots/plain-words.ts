import { wordsOf } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';

/** A neutral tree as lines of text: for notifications, for a platform's plainest form, for a table in a code block. */
export function plainLines(blocks: readonly Block[]): string {
  return blocks.map(plainBlock).join('\n\n').trim();
}

function plainBlock(block: Block): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return plainInlines(block.children);
    case 'quote':
      return plainLines(block.children)
        .split('\n')
        .map((line) => `> ${line}`.trimEnd())
        .join('\n');
    case 'list':
      return block.items
        .map((item, index) => {
          const mark = block.start === null ? '• ' : `${block.start + index}. `;
          const done = item.checked === null ? '' : item.checked ? '[x] ' : '[ ] ';
          return mark + done + plainLines(item.children).replaceAll('\n', '\n   ');
        })
        .join('\n');
    case 'code':
    case 'plain':
      return block.text;
    case 'table':
      return tableLines(block);
    case 'rule':
      return '———';
  }
}

/** Columns side by side, padded while they are narrow. */
export function tableLines({ rows }: Extract<Block, { type: 'table' }>): string {
  const cells = rows.map((row) => row.map((cell) => plainInlines(cell).replaceAll('\n', ' ')));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.min(padMax, Math.max(...cells.map((row) => (row[column] ?? '').length))),
  );
  return cells
    .map((row) =>
      widths
        .map((width, at) => (row[at] ?? '').padEnd(width))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const padMax = 24;

function plainInlines(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      switch (inline.type) {
        case 'text':
        case 'code':
        case 'formula':
          return inline.text;
        case 'strong':
        case 'emphasis':
        case 'deleted':
          return plainInlines(inline.children);
        case 'link':
          return wordsOf(inline.children);
        case 'citation':
          return `[${inline.number}]`;
        case 'break':
          return '\n';
      }
    })
    .join('');
}
