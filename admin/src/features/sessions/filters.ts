import { dayOf } from '../../ui/format.ts';

/** What the history shows, as it stands in the address of the page. */
export interface Filters {
  readonly q?: string;
  /** Today and the days before. */
  readonly days?: number;
  readonly model?: string;
  readonly band?: Band;
  readonly disagreement?: true;
  readonly starred?: true;
}

export const bands = ['strong', 'moderate', 'split'] as const;
type Band = (typeof bands)[number];

/** The spans that can be chosen, in days. */
export const spans = [1, 7, 30, 365] as const;

const dayMs = 86_400_000;
const textMax = 200;

/** From the address of the page: whatever is not as it should be is left out. */
export function readFilters(search: Readonly<Record<string, unknown>>): Filters {
  const { q, days, model, band, disagreement, starred } = search;
  const found = bands.find((one) => one === band);
  return {
    // The router reads a word such as 1893 as a number.
    ...(typeof q === 'string' || typeof q === 'number' ? { q: String(q).slice(0, textMax) } : {}),
    ...(spans.some((span) => span === Number(days)) ? { days: Number(days) } : {}),
    ...(typeof model === 'string' && model.includes('/') ? { model: model.slice(0, textMax) } : {}),
    ...(found === undefined ? {} : { band: found }),
    ...(disagreement === true ? { disagreement: true } : {}),
    ...(starred === true ? { starred: true } : {}),
  };
}

export function isFiltered({ q, ...others }: Filters): boolean {
  return (q ?? '').trim() !== '' || Object.keys(others).length > 0;
}

/** The first moment of a span that ends now: today counts as one day. */
export function sinceOf(days: number, now: number): number {
  // From noon to noon, so that a day of 23 hours is one too.
  return dayOf(dayOf(now) + dayMs / 2 - (days - 1) * dayMs);
}

/** The filters with a change made; what is undefined in it is taken off. */
export function withChange(
  filters: Filters,
  change: { readonly [K in keyof Filters]: Filters[K] | undefined },
): Filters {
  const entries = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
