import type { FoundSession, HistoryQuery } from './history-query.ts';

/**
 * Finds sessions by the words of their titles, questions, answers and syntheses, and by what came of their runs. It is
 * derived from the store and can be written again from there at any time: each call may be repeated, the last one holds.
 */
export interface HistoryIndex {
  putSession(session: IndexedSession): Promise<void>;
  putRun(run: IndexedRun): Promise<void>;
  /** With its runs. */
  removeSession(workspace: string, id: string): Promise<void>;
  /** By their last change, the latest first. Throws `body_invalid` for a cursor of another list. */
  find(query: HistoryQuery): Promise<{ readonly items: readonly FoundSession[]; readonly next: string | null }>;
  /** Nothing was ever put into it. */
  isEmpty(): Promise<boolean>;
  close(): Promise<void>;
}

export interface IndexedSession {
  readonly id: string;
  readonly workspace: string;
  readonly title: string;
  readonly starred: boolean;
  /** Never found, until it is put again. */
  readonly hidden: boolean;
  readonly updatedAt: number;
}

export interface IndexedRun extends Judged {
  readonly id: string;
  readonly workspace: string;
  readonly session: string;
  readonly at: number;
  readonly models: readonly string[];
  /** At most 50,000 characters of each count. */
  readonly texts: readonly IndexedText[];
}

export interface Judged {
  readonly band: 'strong' | 'moderate' | 'split' | null;
  /** At least one disagreement was found. */
  readonly disagrees: boolean;
}

export interface IndexedText {
  readonly place: 'question' | 'answer' | 'synthesis';
  /** Whose answer; null for the others. */
  readonly model: string | null;
  readonly text: string;
}
