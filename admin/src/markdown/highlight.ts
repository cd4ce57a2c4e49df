import { common, createLowlight } from 'lowlight';
import type { Run } from './code-block.tsx';

const lowlight = createLowlight(common);
/** Longer code is shown plain: the time of some grammars grows faster than the text. */
const codeLengthMax = 20_000;

/** The code cut into runs of one kind each; null when it is to stay plain. */
export function highlight(language: string, code: string): readonly Run[] | null {
  const name = language.toLowerCase();
  if (code.length > codeLengthMax || !lowlight.registered(name)) {
    return null;
  }
  const runs: Run[] = [];
  try {
    collect(lowlight.highlight(name, code).children, null, runs);
  } catch {
    // Nested beyond reason.
    return null;
  }
  return runs;
}

type Node = ReturnType<typeof lowlight.highlight>['children'][number];

function collect(nodes: readonly Node[], kind: Run['kind'], runs: Run[]): void {
  for (const node of nodes) {
    if (node.type === 'text') {
      runs.push({ text: node.value, kind });
    } else if (node.type === 'element') {
      collect(node.children, kindOf(node.properties['className']) ?? kind, runs);
    }
  }
}

const kinds: Readonly<Record<string, Run['kind']>> = {
  comment: 'comment',
  quote: 'comment',
  doctag: 'comment',
  keyword: 'keyword',
  'selector-tag': 'keyword',
  literal: 'number',
  number: 'number',
  symbol: 'number',
  bullet: 'number',
  string: 'string',
  regexp: 'string',
  char: 'string',
  link: 'string',
  title: 'name',
  section: 'name',
  name: 'name',
  'selector-class': 'name',
  'selector-id': 'name',
  built_in: 'type',
  type: 'type',
  attr: 'type',
  attribute: 'type',
  meta: 'type',
  property: 'type',
  addition: 'added',
  deletion: 'removed',
};

function kindOf(className: unknown): Run['kind'] | undefined {
  const [scope] = Array.isArray(className) ? className : [];
  return kinds[String(scope).replace(/^hljs-/, '')];
}
