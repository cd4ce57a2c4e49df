import type { Bench } from '../bench.ts';
import { makeRow, type Row } from '../table.ts';
import { compareTimes } from '../targets/agreement-time.ts';

const sizes = [1, 2, 3, 4, 6, 8] as const;
const repeats = 20;

/** Comparing from one answer of 2,000 characters to a panel of eight, the largest there is. */
export async function modelsGrowth(bench: Bench): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    bench.say(`agreement of ${size} answers`);
    const { ms, plainMs } = await compareTimes(size, { times: repeats });
    rows.push(
      makeRow({
        target: 'growth',
        name: `agreement of ${size} answers, p50, beside pairwise cosines of hashed bags`,
        unit: 'ms',
        ours: ms,
        baseline: plainMs,
        goal: '-',
        met: () => true,
      }),
    );
  }
  return rows;
}
