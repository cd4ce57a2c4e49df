import type { ClaimReport } from './measure-open.ts';
import type { Measures } from './measure-file.ts';

/** One file's measures by the engine and by the two baselines, as they are printed with `--json`. */
export interface FileReport extends Measures {
  readonly file: string;
  readonly rows: number;
  /** Lines that were left out. */
  readonly skipped: number;
  /** Reading, comparing and scoring one row's answers, on average. */
  readonly msPerPanel: number | null;
  /** Of panels with labelled claims; null without any. */
  readonly claims: readonly ClaimReport[] | null;
  /** With an entailment model: how many pairs it read, of how many; left out without. */
  readonly entailment?: { readonly model: string | null; readonly read: number; readonly pairs: number };
  readonly baselines: {
    readonly cosine: Measures & { readonly embedder: string };
    readonly bestFeature: Measures & { readonly feature: string | null };
  };
}

/** The measures that a file gives, by name, as text. */
export function rowsOf(measures: Measures): [name: string, value: string][] {
  const numbers = (
    [
      'pairAuroc',
      'agreementRightAuroc',
      'allRightAuroc',
      'sameFinalAuroc',
      'shareRightAuroc',
      'polarAuroc',
      'contradictsAuroc',
      'sameDifferentAuroc',
      'sameFromRestAuroc',
      'ece',
    ] as const
  ).flatMap((name): [string, string][] => {
    const value = measures[name];
    return value === null ? [] : [[name, value.toFixed(3)]];
  });
  const { attribution, noneDetected } = measures;
  return [
    ...numbers,
    ...(attribution === null ? [] : [['attribution', partOf(attribution.hit, attribution.total)] as [string, string]]),
    ...(noneDetected === null
      ? []
      : ([
          ['noneDetected', partOf(noneDetected.hit, noneDetected.total)],
          ['noneDetected falseAlarms', String(noneDetected.falseAlarms)],
        ] as [string, string][])),
    ...(measures.rightByBand ?? []).map(({ band, panels, right }): [string, string] => [
      `right, ${band}`,
      partOf(right, panels),
    ]),
  ];
}

/** Everything of one file as tables for a person. */
export function describeFile(report: FileReport): string {
  const { cosine, bestFeature } = report.baselines;
  const columns = [cosine, bestFeature].map((measures) => new Map(rowsOf(measures)));
  const head = ['measure', 'engine', `cosine (${cosine.embedder})`, `best feature (${bestFeature.feature ?? 'none'})`];
  const rows = rowsOf(report).map(([name, value]) => [
    name,
    value,
    ...columns.map((column) => column.get(name) ?? '-'),
  ]);
  const skipped = report.skipped === 0 ? '' : `, ${String(report.skipped)} lines left out`;
  const ms = report.msPerPanel === null ? '' : `, ${report.msPerPanel.toFixed(2)} ms a comparison`;
  return [
    `${report.file}: ${String(report.rows)} rows${skipped}${ms}${entailmentPart(report)}`,
    ...(rows.length === 0 ? [] : [table([head, ...rows])]),
    ...claimTable(report),
    ...shareTable(report),
    ...reliabilityTable(report),
  ].join('\n\n');
}

function entailmentPart({ entailment }: FileReport): string {
  return entailment === undefined
    ? ''
    : `, entailment model ${entailment.model ?? '-'} read ${String(entailment.read)} of ${String(entailment.pairs)} pairs`;
}

/** A column a part of the file: what was tuned on, what was held out. */
function claimTable({ claims }: FileReport): string[] {
  if (claims === null) {
    return [];
  }
  const names = [
    'stances',
    'supportsFound',
    'supportsRight',
    'contradictionsFound',
    'contradictionsRight',
    'exactPanels',
    'planted',
    'quiet',
  ] as const;
  const head = [
    'claims',
    ...claims.flatMap(({ split, panels }) => [`${split} (${String(panels)} panels)`, 'by likeness alone']),
  ];
  const rows = names.map((name) => [
    name,
    ...claims.flatMap((part) => [part[name], part.likeness[name]].map(({ hit, total }) => partOf(hit, total))),
  ]);
  return [table([head, ...rows])];
}

function shareTable({ rightByShare }: Measures): string[] {
  const rows = (rightByShare ?? []).map(({ share, panels, right }) => [share.toFixed(2), partOf(right, panels)]);
  return rows.length === 0 ? [] : [table([['share of the leading position', 'its answer is right'], ...rows])];
}

function reliabilityTable({ reliability }: Measures): string[] {
  const rows = (reliability ?? []).map(({ from, to, count, score, label }) => [
    `${from.toFixed(1)} to ${to.toFixed(1)}`,
    String(count),
    score.toFixed(3),
    label.toFixed(3),
  ]);
  return rows.length === 0 ? [] : [table([['p', 'pairs', 'mean p', 'both right'], ...rows])];
}

function partOf(part: number, whole: number): string {
  return whole === 0 ? '-' : `${String(part)} of ${String(whole)} (${((100 * part) / whole).toFixed(1)} %)`;
}

/** Columns of equal width, the first row a head. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [lines[0] ?? '', rule, ...lines.slice(1)].map((line) => `  ${line.trimEnd()}`).join('\n');
}
