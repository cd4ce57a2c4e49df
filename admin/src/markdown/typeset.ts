import katex from 'katex';
import type { KatexOptions } from 'katex';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has nothing to assign
import 'katex/dist/katex.min.css';

/** The part of KaTeX's tree that is touched here. */
export interface FormulaNode {
  readonly attributes?: Record<string, string>;
  readonly children?: readonly FormulaNode[];
  readonly toNode: () => Node;
  readonly toMarkup: () => string;
}

// `render` of its public interface writes style attributes, which the page's Content-Security-Policy refuses.
const { __renderToDomTree: treeOf } = katex as unknown as {
  readonly __renderToDomTree: (tex: string, options: KatexOptions) => FormulaNode;
};

/** TeX is a model's text: no links, no files, no classes of the page, bounded macros and sizes. */
const options: KatexOptions = {
  trust: false,
  strict: 'ignore',
  throwOnError: true,
  maxExpand: 200,
  maxSize: 20,
  output: 'htmlAndMathml',
};

/** The formula as elements of KaTeX's own; null when it cannot be read. Styles are set one by one, never as text. */
export function typeset(tex: string, display: boolean): Node | null {
  return formulaTree(tex, display)?.toNode() ?? null;
}

export function formulaTree(tex: string, display: boolean): FormulaNode | null {
  try {
    const tree = treeOf(tex, { ...options, displayMode: display });
    withoutStyles(tree);
    return tree;
  } catch {
    // Not TeX, or nested beyond reason: its source is shown.
    return null;
  }
}

/** Where KaTeX repeats as text what it has said as an attribute. */
function withoutStyles(node: FormulaNode): void {
  if (node.attributes) {
    delete node.attributes['style'];
  }
  node.children?.forEach(withoutStyles);
}
