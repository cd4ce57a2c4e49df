import { safeAddress } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';
import type { BlockContent, Paragraph, PhrasingContent, TableRow } from 'mdast';
import { inertCell } from './inert-cell.ts';

const depthMax = 6;

/** What an answer may be, as nodes of a Markdown document; its headings stand below one of the given depth. */
export function blockNodes(blocks: readonly Block[], below: number): BlockContent[] {
  return blocks.map((block) => blockNode(block, below));
}

function blockNode(block: Block, below: number): BlockContent {
  switch (block.type) {
    case 'paragraph':
      return { type: 'paragraph', children: inlineNodes(block.children) };
    case 'heading':
      return {
        type: 'heading',
        depth: Math.min(depthMax, block.depth + below) as 6,
        children: inlineNodes(block.children),
      };
    case 'quote':
      return { type: 'blockquote', children: blockNodes(block.children, below) };
    case 'list':
      return {
        type: 'list',
        ordered: block.start !== null,
        start: block.start,
        spread: block.loose,
        children: block.items.map((item) => ({
          type: 'listItem',
          checked: item.checked,
          spread: block.loose,
          children: blockNodes(item.children, below),
        })),
      };
    case 'code':
      return { type: 'code', lang: block.language === '' ? null : block.language, value: block.text };
    case 'plain':
      return { type: 'code', value: block.text };
    case 'table':
      return { type: 'table', align: [...block.align], children: block.rows.map(rowNode) };
    case 'rule':
      return { type: 'thematicBreak' };
  }
}

function rowNode(row: readonly (readonly Inline[])[]): TableRow {
  return {
    type: 'tableRow',
    children: row.map((cell) => {
      const [first, ...rest] = inlineNodes(cell);
      const inert = first?.type === 'text' ? { ...first, value: inertCell(first.value) } : first;
      return { type: 'tableCell', children: inert === undefined ? [] : [inert, ...rest] };
    }),
  };
}

export function inlineNodes(inlines: readonly Inline[]): PhrasingContent[] {
  return inlines.flatMap(inlineNode);
}

function inlineNode(inline: Inline): PhrasingContent[] {
  switch (inline.type) {
    case 'text':
      return [{ type: 'text', value: inline.text }];
    case 'strong':
    case 'emphasis':
      return [{ type: inline.type, children: inlineNodes(inline.children) }];
    case 'deleted':
      return [{ type: 'delete', children: inlineNodes(inline.children) }];
    case 'code':
      return [{ type: 'inlineCode', value: inline.text }];
    case 'formula':
      // The way of writing one in which no character of it can be taken for Markdown.
      return [
        { type: 'text', value: '$' },
        { type: 'inlineCode', value: inline.tex },
        { type: 'text', value: '$' },
      ];
    case 'link':
      return [
        { type: 'link', url: inline.href, children: inlineNodes(inline.children) },
        ...(inline.host === null ? [] : [{ type: 'text' as const, value: ` (${inline.host})` }]),
      ];
    case 'citation':
      return [{ type: 'text', value: `[${inline.number}]` }];
    case 'break':
      return [{ type: 'break' }];
  }
}

/** A source: its title and where it is; an address that a person should not be led to is only told. */
export function words(title: string, url: string): Paragraph['children'] {
  const address = safeAddress(url);
  if (address === null) {
    return [{ type: 'text', value: title === '' ? 'A source without a usable address' : title }];
  }
  const label = title === '' ? address.host : title;
  return [
    { type: 'link', url: address.href, children: [{ type: 'text', value: label }] },
    { type: 'text', value: ` (${address.host})` },
  ];
}
