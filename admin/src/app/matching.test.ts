import { expect, it } from 'vitest';
import { matching } from './matching.ts';

it.for([
  ['Divergence report', '', true],
  ['Divergence report', 'rep', true],
  ['Divergence report', 'REP div', true],
  ['Divergence report', 'port', false],
  ['Über Größe', 'uber', true],
  ['Answer of GPT-5.5', 'gpt', true],
  ['Answer of GPT-5.5', 'gpt 6', false],
] as const)('%s is found by %j: %s', ([label, q, found]) => expect(matching(label, q)).toBe(found));
