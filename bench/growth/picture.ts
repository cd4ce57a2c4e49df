/** One quantity at several sizes, beside its baseline of the same run. */
export interface Series {
  readonly what: string;
  /** What the size counts. */
  readonly along: string;
  readonly beside: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly ours: number;
  readonly baseline: number;
}

const panel = { width: 340, height: 230, left: 52, right: 16, top: 44, bottom: 40 } as const;
const columns = 2;

/** An SVG of one panel a series: both axes logarithmic, ours solid, the baseline dashed. Readable on dark and on light. */
export function drawn(all: readonly Series[]): string {
  const height = Math.ceil(all.length / columns) * panel.height + 8;
  const panels = all.map(
    (series, at) =>
      `<g transform="translate(${(at % columns) * panel.width} ${Math.floor(at / columns) * panel.height})">${panelOf(series)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${columns * panel.width} ${height}" font-family="system-ui, sans-serif" font-size="11" fill="#777">`,
    '<title>How costs grow, beside the baselines of the same run</title>',
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panelOf({ what, along, beside, unit, points }: Series): string {
  const values = points.flatMap(({ ours, baseline }) => [ours, baseline]).filter((value) => value > 0);
  const x = scale([points[0]?.x ?? 1, points.at(-1)?.x ?? 1], [panel.left, panel.width - panel.right]);
  const y = scale([Math.min(...values), Math.max(...values)], [panel.height - panel.bottom, panel.top]);
  const line = (value: (point: Point) => number) =>
    points.map((point) => `${x(point.x).toFixed(1)},${y(Math.max(value(point), 1e-3)).toFixed(1)}`).join(' ');
  const ends = [Math.min(...values), Math.max(...values)];
  return [
    `<text x="${panel.left}" y="16" font-weight="600" font-size="12">${what} (${unit})</text>`,
    `<text x="${panel.left}" y="32"><tspan fill="#2f7ed8">━ ours</tspan>  <tspan fill="#b5651d">┅ ${beside}</tspan></text>`,
    ...ends.map((value) => `<text x="${panel.left - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`),
    ...points.map(
      (point) =>
        `<text x="${x(point.x)}" y="${panel.height - panel.bottom + 16}" text-anchor="middle">${point.x}</text>`,
    ),
    `<text x="${(panel.left + panel.width) / 2}" y="${panel.height - panel.bottom + 32}" text-anchor="middle">${along}</text>`,
    `<path d="M${panel.left} ${panel.top}V${panel.height - panel.bottom}H${panel.width - panel.right}" fill="none" stroke="#999"/>`,
    `<polyline points="${line((point) => point.baseline)}" fill="none" stroke="#b5651d" stroke-width="2" stroke-dasharray="5 4"/>`,
    `<polyline points="${line((point) => point.ours)}" fill="none" stroke="#2f7ed8" stroke-width="2"/>`,
  ].join('\n');
}

function scale([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  const span = Math.log(to) - Math.log(from) || 1;
  return (value: number) => start + ((Math.log(value) - Math.log(from)) / span) * (end - start);
}

function short(value: number): string {
  return value >= 1_000 ? `${(value / 1_000).toPrecision(2)}k` : String(Number(value.toPrecision(2)));
}
