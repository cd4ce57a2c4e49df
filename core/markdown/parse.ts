import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly';
import { gfm } from 'micromark-extension-gfm';
import type { Links } from './address.ts';
import { allow, languageOf, wordsOf } from './allow.ts';
import { clean, cut } from './clean.ts';
import { takeFormulas, texLengthMax } from './math.ts';
import type { Block } from './tree.ts';

/**
 * HTML, definitions and footnotes are not read as such: they stay the text they are. An image is read, so that its
 * description can be shown in its place.
 */
const extensions = [
  gfm({ singleTilde: false }),
  // Emphasis beside Chinese, Japanese and Korean punctuation, which the standard's rule for spaced scripts misses.
  cjkFriendlyExtension(),
  {
    disable: {
      null: [
        'htmlFlow',
        'htmlText',
        'definition',
        'gfmFootnoteDefinition',
        'gfmFootnoteCall',
        'gfmPotentialFootnoteCall',
      ],
    },
  },
];
const mdastExtensions = [gfmFromMarkdown()];

export const answerLengthMax = 200_000;
const chunkLengthMax = 16_000;
/** The parser's time grows with the square of some of these; an answer in earnest has a tenth of it. */
const marksMax = 1_200;
const depthMax = 12;

/**
 * One chunk of Markdown as the allow-listed tree. Pure, bounded, never throws. `sources` is how many citations there are;
 * `links` where links may lead: without it to any safe address, and the reader of the tree decides.
 */
export function parseChunk(source: string, sources: number, links: Links | null = null): readonly Block[] {
  const text = clean(cut(source, answerLengthMax));
  if (text.trim() === '') {
    return [];
  }
  const fence = wholeFence.exec(text);
  if (fence) {
    return [fenced(languageOf(fence[2] ?? ''), `${fence[3] ?? ''}${fence[4] ?? ''}`.replace(/\n$/, ''))];
  }
  if (text.length > chunkLengthMax || marksIn(text) > marksMax || depthOf(text) > depthMax) {
    return [{ type: 'plain', text }];
  }
  const taken = takeFormulas(text);
  return allow(fromMarkdown(taken.text, { extensions, mdastExtensions }), { sources, links, formulas: taken.formulas });
}

function fenced(language: string, text: string): Block {
  const isFormula = language === 'math' && text.trim() !== '' && text.length <= texLengthMax;
  return isFormula
    ? { type: 'paragraph', children: [{ type: 'formula', text, tex: text.trim(), display: true }] }
    : { type: 'code', language, text };
}

/** A chunk that is one unindented code block needs no parser, whatever its length. */
const wholeFence = /^(`{3,}(?!`)|~{3,}(?!~))([^\n`]*)\n((?:(?!\1)[^\n]*\n)*?)(?:\1[`~]*[ \t]*\n*|((?!\1)[^\n]*))$/;

function marksIn(text: string): number {
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (isMark(text.charCodeAt(at))) {
      marks += 1;
    }
  }
  return marks;
}

/** One of `! $ & * < > [ \ ] _ ` | ~`. */
function isMark(unit: number): boolean {
  return (
    unit === 33 ||
    unit === 36 ||
    unit === 38 ||
    unit === 42 ||
    unit === 60 ||
    unit === 62 ||
    unit === 124 ||
    unit === 126 ||
    (unit >= 91 && unit <= 96 && unit !== 94)
  );
}

/** How deep quotes and lists nest at most, by the marks that begin a line. */
function depthOf(text: string): number {
  let deepest = 0;
  for (const [head] of text.matchAll(/^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)]))+/gm)) {
    deepest = Math.max(deepest, head.match(/[>*+-]|\d[.)]/g)?.length ?? 0);
  }
  return deepest;
}

/** A line of Markdown without its markup, for a quote or a summary that is shown on its own. */
export function plainWords(source: string): string {
  const words = parseChunk(source, 0).map((block) =>
    'children' in block && block.type !== 'quote' ? wordsOf(block.children) : 'text' in block ? block.text : null,
  );
  const line = words.some((one) => one === null) ? clean(source) : words.join(' ').trim();
  // A quote may begin or end inside bold text.
  return line.replaceAll(/\*\*(?=\S)|(?<=\S)\*\*/g, '');
}
