import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { makeRow, type Row } from '../table.ts';
import { drawn, type Series } from './picture.ts';
import { modelsSeries } from './models.ts';
import { runsSeries, tokensSeries, viewersSeries } from './series.ts';

const picture = fileURLToPath(new URL('../../docs/pictures/growth.svg', import.meta.url));

/** How costs grow: a table on stdout and a picture in `docs/pictures/`. */
export async function growth(bench: Bench): Promise<readonly Row[]> {
  const all: Series[] = [];
  for (const measure of [modelsSeries, tokensSeries, viewersSeries, runsSeries]) {
    all.push(...(await measure(bench)));
  }
  writeFileSync(picture, drawn(all));
  bench.say(`picture: ${picture}`);
  return all.flatMap(rowsOf);
}

function rowsOf({ what, along, beside, unit, points }: Series): Row[] {
  return points.map(({ x, ours, baseline }) =>
    makeRow({
      target: 'growth',
      name: `${what}: ${x} ${along}, beside ${beside}`,
      unit,
      ours,
      baseline,
      goal: '-',
      met: () => true,
    }),
  );
}
