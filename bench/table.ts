/** One measure beside its baseline of the same run. */
export interface Row {
  /** The number of the target in `docs/performance.md`, or the name of the series. */
  readonly target: number | string;
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly baseline: number;
  /** `ours / baseline`. */
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
}

export type Measured = Omit<Row, 'ratio' | 'met'> & { readonly met: (ratio: number) => boolean };

export function makeRow({ met, ...measured }: Measured): Row {
  const ratio = measured.ours / measured.baseline;
  return {
    ...measured,
    ours: rounded(measured.ours),
    baseline: rounded(measured.baseline),
    ratio: rounded(ratio),
    met: met(ratio),
  };
}

/** For people, and ready to be pasted into a document. */
export function printed(rows: readonly Row[]): string {
  const lines = rows.map(({ target, name, unit, ours, baseline, ratio, goal, met }) => [
    String(target),
    name,
    `${ours} ${unit}`,
    `${baseline} ${unit}`,
    `${ratio.toFixed(3)}x`,
    goal,
    met ? 'yes' : 'NO',
  ]);
  const table = [['#', 'measure', 'ours', 'baseline', 'ratio', 'goal', 'met'], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0))) ?? [];
  const [head = '', ...body] = table.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [head, rule, ...body].join('\n');
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
