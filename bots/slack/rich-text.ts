import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextLink,
  RichTextSection,
  RichTextStyleable,
  RichTextText,
} from '@slack/types';
import { wordsOf } from '#core/markdown';
import type { Block, Inline } from '#core/markdown';
import { tableLines } from '../plain-words.ts';

/**
 * A neutral tree as Slack rich text. Its text elements are drawn letter by letter: Slack looks for no mention, no markup and
 * no link in them, so that there is nothing to escape. Links are elements of their own and come from the guarded tree alone.
 */
export function richText(blocks: readonly Block[]): RichTextBlock | null {
  const elements = blocks.flatMap((block, index) => drawn(block, { indent: 0, isLast: index === blocks.length - 1 }));
  return elements.length === 0 ? null : { type: 'rich_text', elements };
}

export function richLine(text: string, style: RichTextStyle = {}): RichTextBlock {
  return { type: 'rich_text', elements: [section([words(text, style)])] };
}

/** All that a model's text can become: there is no mention, no broadcast and no channel among them. */
export type RichWord = RichTextText | RichTextLink;

type RichTextStyle = NonNullable<RichTextStyleable['style']>;

interface At {
  readonly indent: number;
  readonly isLast: boolean;
}

/** Slack indents lists this deep. */
const indentMax = 8;

function drawn(block: Block, at: At): readonly RichTextBlockElement[] {
  switch (block.type) {
    case 'paragraph':
      return [section([...inlines(block.children, {}), ...gap(at)])];
    case 'heading':
      return [section([...inlines(block.children, { bold: true }), ...gap(at)])];
    case 'quote':
      return [{ type: 'rich_text_quote', elements: filled(flattened(block.children)) }];
    case 'list':
      return list(block, at);
    case 'code':
    case 'plain':
      return [{ type: 'rich_text_preformatted', elements: filled([words(block.text, {})]) }];
    case 'table':
      return [{ type: 'rich_text_preformatted', elements: filled([words(tableLines(block), {})]) }];
    case 'rule':
      return [section([words('———', {})])];
  }
}

function list(block: Extract<Block, { type: 'list' }>, { indent }: At): readonly RichTextBlockElement[] {
  const style = block.start === null ? 'bullet' : 'ordered';
  return block.items.flatMap((item, index): RichTextBlockElement[] => {
    const own = item.children.filter((child) => child.type !== 'list');
    const inner = item.children.filter((child) => child.type === 'list');
    const mark = item.checked === null ? [] : [words(item.checked ? '[x] ' : '[ ] ', {})];
    const offset = (block.start ?? 1) - 1 + index;
    return [
      {
        type: 'rich_text_list',
        style,
        indent: Math.min(indent, indentMax),
        ...(style === 'ordered' && offset > 0 ? { offset } : {}),
        elements: [section([...mark, ...flattened(own)])],
      },
      ...inner.flatMap((child) => drawn(child, { indent: indent + 1, isLast: true })),
    ];
  });
}

/** Blocks in a place that takes one run of text: a line apart. */
function flattened(blocks: readonly Block[]): readonly RichWord[] {
  return blocks.flatMap((block, index): readonly RichWord[] => {
    const line = index === 0 ? [] : [words('\n', {})];
    switch (block.type) {
      case 'paragraph':
        return [...line, ...inlines(block.children, {})];
      case 'heading':
        return [...line, ...inlines(block.children, { bold: true })];
      case 'quote':
        return [...line, ...flattened(block.children)];
      case 'list':
        return [
          ...line,
          ...block.items.flatMap((item, at): readonly RichWord[] => [
            words(`${at === 0 ? '' : '\n'}${block.start === null ? '•' : `${block.start + at}.`} `, {}),
            ...flattened(item.children),
          ]),
        ];
      case 'code':
      case 'plain':
        return [...line, words(block.text, { code: true })];
      case 'table':
        return [...line, words(tableLines(block), { code: true })];
      case 'rule':
        return [...line, words('———', {})];
    }
  });
}

function inlines(nodes: readonly Inline[], style: RichTextStyle): readonly RichWord[] {
  return nodes.flatMap((node): readonly RichWord[] => {
    switch (node.type) {
      case 'text':
        return [words(node.text, style)];
      case 'code':
      case 'formula':
        return [words(node.text, { ...style, code: true })];
      case 'strong':
        return inlines(node.children, { ...style, bold: true });
      case 'emphasis':
        return inlines(node.children, { ...style, italic: true });
      case 'deleted':
        return inlines(node.children, { ...style, strike: true });
      case 'link':
        return [{ type: 'link', url: node.href, text: wordsOf(node.children), ...styled(style) }];
      case 'citation':
        return [words(`[${node.number}]`, style)];
      case 'break':
        return [words('\n', style)];
    }
  });
}

function words(text: string, style: RichTextStyle): RichWord {
  return { type: 'text', text, ...styled(style) };
}

function styled(style: RichTextStyle): { style?: RichTextStyle } {
  return Object.keys(style).length === 0 ? {} : { style };
}

function gap({ isLast }: At): readonly RichWord[] {
  return isLast ? [] : [words('\n', {})];
}

function section(elements: readonly RichWord[]): RichTextSection {
  return { type: 'rich_text_section', elements: filled(elements) };
}

/** Slack refuses an element without text, and a part without elements. */
function filled(elements: readonly RichWord[]): RichWord[] {
  const visible = elements.filter((element) => element.type !== 'text' || element.text !== '');
  return visible.length === 0 ? [{ type: 'text', text: ' ' }] : visible;
}
