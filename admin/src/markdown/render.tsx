import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';
import { Formula } from './formula.tsx';
import type { Align, Block, Inline, Links, ListItem, Row, Source } from '#core/markdown';

/** What a text may refer to, and how that is named and found. */
export interface Marks {
  readonly sources: readonly Source[];
  /** Ids of the entries of the list of sources begin with this. */
  readonly prefix: string;
  readonly links: Links;
  readonly words: { readonly citation: (n: number, named: string) => string; readonly table: string };
}

// Blocks and inlines have no identity but their place, so places are their keys.
/* oxlint-disable react/no-array-index-key */

/** Each block finds its own direction of writing by its first letter; what stands inside it keeps to that. */
export function Blocks({ blocks, marks }: { readonly blocks: readonly Block[]; readonly marks: Marks }) {
  return drawBlocks(blocks, marks, 'auto');
}

type Direction = 'auto' | undefined;

function drawBlocks(blocks: readonly Block[], marks: Marks, dir: Direction): ReactNode {
  return blocks.map((block, index) => <Fragment key={index}>{drawBlock(block, marks, dir)}</Fragment>);
}

function drawBlock(block: Block, marks: Marks, dir: Direction): ReactNode {
  switch (block.type) {
    case 'paragraph':
      return <p dir={dir}>{drawInlines(block.children, marks)}</p>;
    case 'heading':
      // Under the answer's own heading of level 3; the size follows the depth, the outline does not.
      return (
        <h4 dir={dir} className={`md-h md-h${Math.min(block.depth, 3)}`}>
          {drawInlines(block.children, marks)}
        </h4>
      );
    case 'quote':
      return <blockquote dir={dir}>{drawBlocks(block.children, marks, undefined)}</blockquote>;
    case 'list':
      return drawList(block, marks, dir);
    case 'code':
      return <CodeBlock language={block.language} text={block.text} />;
    case 'table':
      return <DrawTable align={block.align} rows={block.rows} marks={marks} />;
    case 'rule':
      return <hr />;
    case 'plain':
      return (
        <p dir={dir} className="md-plain">
          {block.text}
        </p>
      );
  }
}

function drawList(list: Extract<Block, { type: 'list' }>, marks: Marks, dir: Direction): ReactNode {
  const items = list.items.map((item, index) => (
    <li key={index} className={item.checked === null ? undefined : 'md-task'}>
      {item.checked !== null && <span aria-hidden="true">{item.checked ? '☑ ' : '☐ '}</span>}
      {drawItem(item, list.loose, marks)}
    </li>
  ));
  return list.start === null ? (
    <ul dir={dir}>{items}</ul>
  ) : (
    <ol dir={dir} start={list.start}>
      {items}
    </ol>
  );
}

function drawItem(item: ListItem, loose: boolean, marks: Marks): ReactNode {
  return item.children.map((child, index) => (
    <Fragment key={index}>
      {child.type === 'paragraph' && !loose ? drawInlines(child.children, marks) : drawBlock(child, marks, undefined)}
    </Fragment>
  ));
}

function DrawTable({ align, rows, marks }: { align: readonly Align[]; rows: readonly Row[]; marks: Marks }) {
  const [head, ...body] = rows;
  const cellClass = (column: number) => (align[column] ? `md-${align[column]}` : undefined);
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <figure className="md-scroll" aria-label={marks.words.table} tabIndex={0}>
      <table dir="auto">
        <thead>
          <tr>
            {head?.map((cell, column) => (
              <th key={column} scope="col" className={cellClass(column)}>
                {drawInlines(cell, marks)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={cellClass(column)}>
                  {drawInlines(cell, marks)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

export function drawInlines(nodes: readonly Inline[], marks: Marks): ReactNode {
  return nodes.map((node, index) => <Fragment key={index}>{drawInline(node, marks)}</Fragment>);
}

function drawInline(node: Inline, marks: Marks): ReactNode {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'strong':
      return <strong>{drawInlines(node.children, marks)}</strong>;
    case 'emphasis':
      return <em>{drawInlines(node.children, marks)}</em>;
    case 'deleted':
      return <del>{drawInlines(node.children, marks)}</del>;
    case 'code':
      return <code>{node.text}</code>;
    case 'break':
      return <br />;
    case 'formula':
      return <Formula tex={node.tex} source={node.text} display={node.display} />;
    case 'citation':
      return <Citation number={node.number} marks={marks} />;
    case 'link':
      return (
        <>
          <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
            {drawInlines(node.children, marks)}
          </a>
          {node.host !== null && <span className="md-host"> ({node.host})</span>}
        </>
      );
  }
}

/** A number that leads to the entry of its source, and says which one it is before anybody goes there. */
function Citation({ number, marks }: { readonly number: number; readonly marks: Marks }) {
  const source = marks.sources[number - 1];
  const named = [source?.title, source?.host].filter((part) => part !== undefined && part !== '').join(', ');
  const name = marks.words.citation(number, named);
  return (
    <a className="cite" href={`#${marks.prefix}${number}`} aria-label={name} title={name}>
      {number}
    </a>
  );
}
