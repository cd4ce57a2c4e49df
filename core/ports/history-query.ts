import type { IndexedText, Judged } from './history-index.ts';

/** A session is found when one of its runs passes all conditions; the words stand all in that run or all in the title. */
export interface HistoryQuery {
  readonly workspace: string;
  /** Every word of it begins a word; null asks for no words. */
  readonly text: string | null;
  /** Milliseconds since the epoch; `until` is left out itself. */
  readonly since: number | null;
  readonly until: number | null;
  readonly model: string | null;
  readonly band: Judged['band'];
  readonly disagrees: true | null;
  readonly starred: true | null;
  /** 1 to 100. */
  readonly limit: number;
  readonly cursor: string | null;
}

export interface FoundSession {
  readonly session: string;
  /** Its latest run that passes. */
  readonly run: string;
  /** At most 3 places of that run where the words stand; none without words. */
  readonly hits: readonly Hit[];
}

export interface Hit extends IndexedText {
  /** A piece of at most 200 characters around the first word; `marks` are its words, as [start, end) in it. */
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}
