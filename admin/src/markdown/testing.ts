import { linksOf, sourcesOf } from '#core/markdown';
import type { Marks } from './render.tsx';

const citations = [
  { url: 'https://cited.example/boiling?height=3000', title: 'Boiling points' },
  { url: 'https://www.second.example/', title: '' },
];

/** An answer with two sources, to a question that names a third host. */
export const marks: Marks = {
  sources: sourcesOf(citations),
  prefix: 's-',
  links: linksOf('What does https://asked.example/page say?', citations),
  words: { citation: (n) => `Source ${n}`, table: 'Table' },
};

/** The processor's time that some work takes in this thread, in milliseconds: what else the machine does is left out. */
export function workMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
