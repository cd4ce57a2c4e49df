import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The two word tables of the engine, made from WordNet 3.1. */
export interface Lexicon {
  /** Groups of words and of their opposites: `heads>near|heads>near`, words apart by spaces. */
  readonly opposites: readonly string[];
  /** Words by how common they are, the commonest class first. */
  readonly commonWords: readonly string[];
}

interface Synset {
  readonly words: readonly string[];
  readonly pointers: readonly Pointer[];
}

interface Pointer {
  readonly kind: string;
  readonly target: string;
  /** Positions of the two words from 1; 0 when it joins whole synsets. */
  readonly from: number;
  readonly to: number;
}

const files = { n: 'data.noun', v: 'data.verb', a: 'data.adj', r: 'data.adv' } as const;
/** How often WordNet's tagged texts must use a word for it to stand in a table. */
const nearUsesMin = 1;
const commonUsesMin = 8;
const classFloors = [400, 150, 60, 25, commonUsesMin];

/** `folder` is WordNet's `dict`. Two words are opposites when one stands left and one right and at least one is a head. */
export function buildLexicon(folder: string): Lexicon {
  const uses = countUses(join(folder, 'index.sense'));
  const synsets = readSynsets(folder);
  return { opposites: groupOpposites(synsets, uses), commonWords: classifyWords(uses) };
}

function countUses(path: string): Map<string, number> {
  const uses = new Map<string, number>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const [sense = '', , , count = '0'] = line.split(' ');
    const word = sense.split('%')[0] ?? '';
    if (word !== '') {
      uses.set(word, (uses.get(word) ?? 0) + Number(count));
    }
  }
  return uses;
}

function readSynsets(folder: string): Map<string, Synset> {
  const synsets = new Map<string, Synset>();
  for (const [part, file] of Object.entries(files)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line !== '' && !line.startsWith('  ')) {
        synsets.set(`${part}${line.slice(0, 8)}`, parseSynset(line));
      }
    }
  }
  return synsets;
}

/** The line format of wndb(5WN): offset, file, type, words with ids, pointers, gloss. */
function parseSynset(line: string): Synset {
  const fields = (line.split('|')[0] ?? '').trim().split(' ');
  const wordCount = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: wordCount }, (_, index) =>
    (fields[4 + 2 * index] ?? '').replace(/\(\w+\)$/, '').toLowerCase(),
  );
  const first = 5 + 2 * wordCount;
  const pointers = Array.from({ length: Number(fields[first - 1]) }, (_, index): Pointer => {
    const [kind = '', offset = '', part = '', ends = '0000'] = fields.slice(first + 4 * index, first + 4 * index + 4);
    return {
      kind,
      target: `${part === 's' ? 'a' : part}${offset}`,
      from: Number.parseInt(ends.slice(0, 2), 16),
      to: Number.parseInt(ends.slice(2), 16),
    };
  });
  return { words, pointers };
}

function groupOpposites(synsets: ReadonlyMap<string, Synset>, uses: ReadonlyMap<string, number>): string[] {
  const groups = new Set<string>();
  for (const synset of synsets.values()) {
    for (const pointer of synset.pointers) {
      const other = synsets.get(pointer.target);
      if (pointer.kind !== '!' || other === undefined) {
        continue;
      }
      const sides = [
        side(synsets, { synset, head: pointer.from, uses }),
        side(synsets, { synset: other, head: pointer.to, uses }),
      ].toSorted();
      if (sides.every((text) => text !== '')) {
        groups.add(sides.join('|'));
      }
    }
  }
  return [...groups].toSorted();
}

/** The head words, for an adjective all of its synset, and the commoner words of the synsets similar to it. */
function side(
  synsets: ReadonlyMap<string, Synset>,
  of: { synset: Synset; head: number; uses: ReadonlyMap<string, number> },
): string {
  const similar = of.synset.pointers
    .filter((pointer) => pointer.kind === '&')
    .flatMap((pointer) => synsets.get(pointer.target)?.words ?? []);
  const heads = similar.length === 0 ? [of.synset.words[Math.max(0, of.head - 1)] ?? ''] : of.synset.words;
  const single = [...new Set(heads)].filter((word) => isSingle(word));
  const near = [...new Set(similar)]
    .filter((word) => !single.includes(word) && isSingle(word) && (of.uses.get(word) ?? 0) >= nearUsesMin)
    .toSorted();
  const text = single.join(' ');
  return text === '' || near.length === 0 ? text : `${text}>${near.join(' ')}`;
}

function isSingle(word: string): boolean {
  return /^[a-z]{2,}$/.test(word);
}

function classifyWords(uses: ReadonlyMap<string, number>): string[] {
  const classes: string[][] = classFloors.map(() => []);
  for (const [word, count] of uses) {
    const place = classFloors.findIndex((floor) => count >= floor);
    if (place >= 0 && isSingle(word)) {
      classes[place]?.push(word);
    }
  }
  return classes.map((words) => words.toSorted().join(' '));
}
