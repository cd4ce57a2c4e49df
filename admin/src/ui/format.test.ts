import { expect, it } from 'vitest';
import { formatCost, formatElapsed, formatMs, formatPercent, formatRatio, formatWhen } from './format.ts';

const plain = (text: string) => text.replaceAll('\u00A0', ' ');

it.for([
  [80, '0.1 s'],
  [940, '0.9 s'],
  [4_180, '4.2 s'],
  [59_940, '59.9 s'],
  [61_000, '1 min 1 s'],
] as const)('%d ms is %s', ([ms, text]) => expect(plain(formatMs(ms))).toBe(text));

it.for([
  [0, '$0'],
  [13_000, '$0.013'],
  [420, '$0.0004'],
  [20, '< $0.0001'],
  [2_500_000, '$2.50'],
] as const)('%d millionths are %s', ([micros, text]) => expect(plain(formatCost(micros))).toBe(text));

it.for([
  [0.97, '.97'],
  [1, '1'],
  [0, '.00'],
  [-0.12, '−.12'],
  [0.999, '1'],
  [-1, '−1'],
] as const)('%d is %s in the matrix', ([value, text]) => expect(formatRatio(value)).toBe(text));

it('writes percent, elapsed seconds and days', () => {
  expect(plain(formatPercent(0.824))).toBe('82 %');
  expect(plain(formatElapsed(38_900))).toBe('38 s');
  const noon = new Date(2026, 10, 24, 12).getTime();
  expect(formatWhen(noon - 3_600_000, noon)).toBe('11:00');
  expect(formatWhen(noon - 86_400_000, noon)).toBe('23 Nov');
  expect(formatWhen(noon - 400 * 86_400_000, noon)).toBe('20 Oct 2025');
});
