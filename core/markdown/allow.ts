import type { Nodes, PhrasingContent, Root, RootContent, Table } from 'mdast';
import { allowedAddress, namesHost, safeAddress } from './address.ts';
import type { Links } from './address.ts';
import { clean } from './clean.ts';
import { formulaMark, putBack } from './math.ts';
import type { Block, Formula, Inline, ListItem } from './tree.ts';

const columnsMax = 40;

/** What a text may refer to. */
export interface Reading {
  /** How many citations there are. */
  readonly sources: number;
  /** Null: to any safe address, and the reader of the tree decides. */
  readonly links: Links | null;
}

/** With the formulas that were taken out of the text before it was parsed. */
interface Taken extends Reading {
  readonly formulas: readonly Formula[];
}

/** The parser's tree with only what is in `tree.ts`; the rest as the text it came from. */
export function allow(root: Root, taken: Taken): readonly Block[] {
  return blocks(root.children, taken);
}

function blocks(nodes: readonly RootContent[], taken: Taken): readonly Block[] {
  return nodes.flatMap((node) => block(node, taken));
}

function block(node: RootContent, taken: Taken): readonly Block[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not allowed, known today or not, is text
  switch (node.type) {
    case 'paragraph':
      return [{ type: 'paragraph', children: inlines(node.children, taken) }];
    case 'heading':
      return [{ type: 'heading', depth: node.depth, children: inlines(node.children, taken) }];
    case 'blockquote':
      return [{ type: 'quote', children: blocks(node.children, taken) }];
    case 'list':
      return [
        {
          type: 'list',
          start: node.ordered ? (node.start ?? 1) : null,
          loose: node.spread === true || node.children.some((item) => item.spread),
          items: node.children.map((item): ListItem => ({
            checked: item.checked ?? null,
            children: blocks(item.children, taken),
          })),
        },
      ];
    case 'code':
      return [{ type: 'code', language: languageOf(clean(node.lang ?? '')), text: said(node.value, taken) }];
    case 'table':
      return [table(node, taken)];
    case 'thematicBreak':
      return [{ type: 'rule' }];
    default:
      return [{ type: 'paragraph', children: [text(plain(node, taken))] }];
  }
}

/** The first word of a code block's info string. */
export function languageOf(info: string): string {
  return /^[\w+#.-]{1,30}/.exec(info.trim())?.[0] ?? '';
}

function table(node: Table, taken: Taken): Block {
  return {
    type: 'table',
    align: (node.align ?? []).slice(0, columnsMax),
    rows: node.children.map((row) => row.children.slice(0, columnsMax).map((cell) => inlines(cell.children, taken))),
  };
}

function inlines(nodes: readonly PhrasingContent[], taken: Taken): readonly Inline[] {
  return nodes.flatMap((node) => inline(node, taken));
}

function inline(node: PhrasingContent, taken: Taken): readonly Inline[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- what is not allowed, known today or not, is text
  switch (node.type) {
    case 'text':
      return written(node.value, taken);
    case 'strong':
    case 'emphasis':
      return [{ type: node.type, children: inlines(node.children, taken) }];
    case 'delete':
      return [{ type: 'deleted', children: inlines(node.children, taken) }];
    case 'inlineCode':
      return [{ type: 'code', text: said(node.value, taken) }];
    case 'break':
      return [{ type: 'break' }];
    case 'link':
      // No mark inside a link: it would be a link in a link.
      return link(said(node.url, taken), inlines(node.children, { ...taken, sources: 0 }), taken);
    case 'image':
      return link(said(node.url, taken), [text(said(node.alt ?? '', taken) || 'image')], taken);
    default:
      return [text(plain(node, taken))];
  }
}

/** A link to where it must not lead keeps its label and shows the address as code. */
function link(url: string, children: readonly Inline[], { links }: Taken): readonly Inline[] {
  const address = links === null ? safeAddress(url) : allowedAddress(url, links);
  const label = wordsOf(children);
  if (address === null) {
    const shown = withoutScheme(url);
    if (label === url) {
      return [{ type: 'code', text: shown }];
    }
    return shown === '' || label.includes(url) || url === `mailto:${label}`
      ? children
      : [...children, text(' '), { type: 'code', text: shown }];
  }
  return [{ type: 'link', href: address.href, host: namesHost(label, address.host) ? null : address.host, children }];
}

/** A scheme that runs code is not even spelled out. */
function withoutScheme(url: string): string {
  return url.replaceAll(/(?:javascript|vbscript|data)\s*:/gi, '');
}

/** Text between formulas. */
function written(value: string, taken: Taken): readonly Inline[] {
  const parts = value.split(formulaMark);
  // The pattern keeps the number of each formula: every second part is one.
  return parts.flatMap((part, index): readonly Inline[] => {
    const formula = index % 2 === 1 ? taken.formulas[Number(part)] : undefined;
    return formula
      ? [{ type: 'formula', text: formula.source, tex: formula.tex, display: formula.display }]
      : index % 2 === 1
        ? []
        : cited(clean(part), taken.sources);
  });
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

/** The text of a node, formulas as their source. */
function said(value: string, { formulas }: Taken): string {
  return clean(putBack(value, formulas));
}

function plain(node: Nodes, taken: Taken): string {
  if ('value' in node) {
    return said(node.value, taken);
  }
  if ('children' in node) {
    return node.children.map((child) => plain(child, taken)).join('');
  }
  return 'alt' in node ? said(node.alt ?? '', taken) : '';
}

/** The text of inline content, as one reads it. */
export function wordsOf(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('text' in node ? node.text : 'children' in node ? wordsOf(node.children) : '')).join('');
}
