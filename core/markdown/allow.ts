import type { Nodes, PhrasingContent, Root, RootContent, Table } from 'mdast';
import { namesHost, safeAddress } from './address.ts';
import { clean } from './clean.ts';
import type { Block, Inline, ListItem } from './tree.ts';

const columnsMax = 40;

/** The parser's tree with only what is in `tree.ts`; the rest as the text it came from. */
export function allow(root: Root, sources: number): readonly Block[] {
  return blocks(root.children, sources);
}

function blocks(nodes: readonly RootContent[], sources: number): readonly Block[] {
  return nodes.flatMap((node) => block(node, sources));
}

function block(node: RootContent, sources: number): readonly Block[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not allowed, known today or not, is text
  switch (node.type) {
    case 'paragraph':
      return [{ type: 'paragraph', children: inlines(node.children, sources) }];
    case 'heading':
      return [{ type: 'heading', depth: node.depth, children: inlines(node.children, sources) }];
    case 'blockquote':
      return [{ type: 'quote', children: blocks(node.children, sources) }];
    case 'list':
      return [
        {
          type: 'list',
          start: node.ordered ? (node.start ?? 1) : null,
          loose: node.spread === true || node.children.some((item) => item.spread),
          items: node.children.map((item): ListItem => ({
            checked: item.checked ?? null,
            children: blocks(item.children, sources),
          })),
        },
      ];
    case 'code':
      return [{ type: 'code', language: languageOf(clean(node.lang ?? '')), text: clean(node.value) }];
    case 'table':
      return [table(node, sources)];
    case 'thematicBreak':
      return [{ type: 'rule' }];
    default:
      return [{ type: 'paragraph', children: [text(plain(node))] }];
  }
}

/** The first word of a code block's info string. */
export function languageOf(info: string): string {
  return /^[\w+#.-]{1,30}/.exec(info.trim())?.[0] ?? '';
}

function table(node: Table, sources: number): Block {
  return {
    type: 'table',
    align: (node.align ?? []).slice(0, columnsMax),
    rows: node.children.map((row) => row.children.slice(0, columnsMax).map((cell) => inlines(cell.children, sources))),
  };
}

function inlines(nodes: readonly PhrasingContent[], sources: number): readonly Inline[] {
  return nodes.flatMap((node) => inline(node, sources));
}

function inline(node: PhrasingContent, sources: number): readonly Inline[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not allowed, known today or not, is text
  switch (node.type) {
    case 'text':
      return cited(clean(node.value), sources);
    case 'strong':
    case 'emphasis':
      return [{ type: node.type, children: inlines(node.children, sources) }];
    case 'delete':
      return [{ type: 'deleted', children: inlines(node.children, sources) }];
    case 'inlineCode':
      return [{ type: 'code', text: clean(node.value) }];
    case 'break':
      return [{ type: 'break' }];
    case 'link':
      return link(node.url, inlines(node.children, 0));
    case 'image':
      return link(node.url, [text(clean(node.alt ?? '') || 'image')]);
    default:
      return [text(plain(node))];
  }
}

/** A link to an address that is not allowed keeps its label and shows the address as text. */
function link(url: string, children: readonly Inline[]): readonly Inline[] {
  const address = safeAddress(clean(url));
  const label = wordsOf(children);
  if (address === null) {
    const shown = clean(url);
    return shown === '' || label.includes(shown) || shown === `mailto:${label}`
      ? children
      : [...children, text(` (${withoutScheme(shown)})`)];
  }
  return [{ type: 'link', href: address.href, host: namesHost(label, address.host) ? null : address.host, children }];
}

/** A scheme that runs code is not even spelled out. */
function withoutScheme(url: string): string {
  return url.replaceAll(/(?:javascript|vbscript|data)\s*:/gi, '');
}

/** `[2]` becomes a mark when the answer has a second source. */
function cited(value: string, sources: number): readonly Inline[] {
  if (sources === 0 || !value.includes('[')) {
    return value === '' ? [] : [text(value)];
  }
  return value.split(/(\[\d{1,2}\])/).flatMap((piece): readonly Inline[] => {
    const number = Number(/^\[(\d{1,2})\]$/.exec(piece)?.[1] ?? 0);
    if (number >= 1 && number <= sources) {
      return [{ type: 'citation', number }];
    }
    return piece === '' ? [] : [text(piece)];
  });
}

function text(value: string): Inline {
  return { type: 'text', text: value };
}

function plain(node: Nodes): string {
  if ('value' in node) {
    return clean(node.value);
  }
  if ('children' in node) {
    return node.children.map(plain).join('');
  }
  return 'alt' in node ? clean(node.alt ?? '') : '';
}

/** The text of inline content, as one reads it. */
export function wordsOf(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('text' in node ? node.text : 'children' in node ? wordsOf(node.children) : '')).join('');
}
