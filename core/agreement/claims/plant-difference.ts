import type { ClaimTable } from '../../consensus/view/index.ts';
import type { Aligner, LabelledPanel, Share } from './measure-claims.ts';

/** How well exactly one planted difference is shown, and how quiet the same two answers are without it. */
export interface PlantedMeasures {
  /** Of all planted differences: shown, and nothing else. */
  readonly planted: Share;
  /** Of the pairs of answers that agree on every point: nothing is shown. */
  readonly quiet: Share;
}

/** Two answers that make the same points in their own words and order; with a difference, what it lies between. */
interface Planted {
  readonly panel: LabelledPanel;
  readonly between: readonly [string, string] | null;
}

const pointsMin = 3;

/**
 * From each panel: the points that two answers agree on, the second in another order and as a list; then once more for each kind
 * of difference, with one point of the first repeated in the second but for a digit, a denial, an opposite or the order of two things.
 */
export function measurePlanted(panels: readonly LabelledPanel[], align: Aligner): PlantedMeasures {
  const made = panels.flatMap(plantAll);
  const exact = made.map(({ panel, between }) => ({ between, exact: isExact(align(panel), between) }));
  const [with1, without] = [
    exact.filter(({ between }) => between !== null),
    exact.filter(({ between }) => between === null),
  ];
  return { planted: shareOf(with1), quiet: shareOf(without) };
}

function shareOf(all: readonly { readonly exact: boolean }[]): Share {
  return { hit: all.filter(({ exact }) => exact).length, total: all.length };
}

function isExact({ claims }: ClaimTable, between: Planted['between']): boolean {
  const shown = claims.filter(({ stances }) => stances.some(({ stance }) => stance === 'contradicts'));
  const [first] = shown;
  if (between === null || first === undefined || shown.length > 1) {
    return between === null && shown.length === 0;
  }
  return between.every((point, answer) => overlaps(first.stances[answer]?.quote ?? '', point));
}

function overlaps(a: string, b: string): boolean {
  return a !== '' && (a.includes(b) || b.includes(a));
}

function plantAll({ question, answers, claims }: LabelledPanel): Planted[] {
  const agreed = claims.flatMap(({ stances: [a, b] }): [string, string][] =>
    a !== undefined && b !== undefined && a.stance === b.stance && a.stance !== 'silent' ? [[a.quote, b.quote]] : [],
  );
  const [left, right] = answers;
  if (agreed.length < pointsMin || left === undefined || right === undefined) {
    return [];
  }
  const build = (points: readonly (readonly [string, string])[], between: Planted['between']): Planted => {
    const texts = [
      points.map(([a]) => a).join(' '),
      points
        .map(([, b]) => `- ${b}`)
        .toReversed()
        .join('\n'),
    ];
    const both = [left, right].map(({ model }, index) => ({ model, text: texts[index] ?? '' }));
    return { panel: { question, answers: both, claims: [] }, between };
  };
  return [
    build(agreed, null),
    ...alterations.flatMap((alter): Planted[] => {
      const at = agreed.findIndex(([point]) => alter(point) !== null);
      const [point = ''] = agreed[at] ?? [];
      const other = at < 0 ? null : alter(point);
      return other === null ? [] : [build(agreed.with(at, [point, other]), [point, other])];
    }),
  ];
}

type Alteration = (point: string) => string | null;

/** Null where there is nothing to alter. */
const alterations: readonly Alteration[] = [
  (point) => replaced(point, /(?<![\d.,:])\d(?=\d{0,2}(?![\d.,:]))/u, (digit) => String((Number(digit) % 9) + 1)),
  (point) => replaced(point, /^(?:Do not|Don't|Never) \p{Ll}/u, (lead) => lead.slice(-1).toUpperCase()),
  (point) =>
    replaced(
      point,
      /^(?:Keep|Use|Put|Check|Wash|Store|Add|Leave|Take|Buy|Write|Start|Let|Set|Ask|Choose)\b/u,
      (verb) => `Do not ${verb.toLowerCase()}`,
    ),
  (point) => replaced(point, opposable, (word) => opposite.get(word) ?? word),
];

function replaced(point: string, pattern: RegExp, by: (part: string) => string): string | null {
  return pattern.test(point) ? point.replace(pattern, by) : null;
}

const opposite: ReadonlyMap<string, string> = new Map(
  'before/after always/never warm/cold wet/dry early/late more/less first/last open/closed small/large slowly/quickly morning/evening'
    .split(' ')
    .flatMap((pair): [string, string][] => {
      const [a = '', b = ''] = pair.split('/');
      return [
        [a, b],
        [b, a],
      ];
    }),
);
const opposable = new RegExp(String.raw`\b(?:${[...opposite.keys()].join('|')})\b`, 'u');
