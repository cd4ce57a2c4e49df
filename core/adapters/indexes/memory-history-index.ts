import type { HistoryIndex, IndexedRun, IndexedSession } from '../../ports/history-index.ts';
import type { HistoryQuery } from '../../ports/history-query.ts';
import { wordsOf } from '../stores/words.ts';
import { findHits, searchWords } from './find-hits.ts';
import { decodePlace, encodePlace } from './index-cursor.ts';

const textMax = 50_000;

/** The index in memory, for simulations and tests. */
export function memoryHistoryIndex(): HistoryIndex {
  const sessions = new Map<string, IndexedSession>();
  const runs = new Map<string, IndexedRun>();
  return {
    async putSession(session) {
      sessions.set(session.id, session);
    },
    async putRun(run) {
      runs.set(run.id, { ...run, texts: run.texts.map((one) => ({ ...one, text: one.text.slice(0, textMax) })) });
    },
    async removeSession(workspace, id) {
      if (sessions.get(id)?.workspace === workspace) {
        sessions.delete(id);
      }
      for (const run of [...runs.values()].filter((one) => one.session === id && one.workspace === workspace)) {
        runs.delete(run.id);
      }
    },
    async find(query) {
      const wanted = query.text === null ? [] : searchWords(query.text);
      const after = query.cursor === null ? null : decodePlace(query.cursor);
      const found = [...sessions.values()]
        .filter((session) => isShown(session, query))
        .filter(({ updatedAt, id }) => after === null || byPlace([updatedAt, id], after) > 0)
        .toSorted((a, b) => byPlace([a.updatedAt, a.id], [b.updatedAt, b.id]))
        .flatMap((session) => {
          const run = latestPassing([...runs.values()], { session, query, wanted });
          return run === undefined ? [] : [{ session, run }];
        });
      const shown = found.slice(0, query.limit);
      const last = shown.at(-1)?.session;
      return {
        items: shown.map(({ session, run }) => {
          return { session: session.id, run: run.id, hits: wanted.length === 0 ? [] : findHits(run.texts, wanted) };
        }),
        next: last === undefined || shown.length === found.length ? null : encodePlace([last.updatedAt, last.id]),
      };
    },
    isEmpty: () => Promise.resolve(sessions.size === 0),
    close: () => Promise.resolve(),
  };
}

/** The latest first. */
function byPlace([at, id]: readonly [number, string], [otherAt, otherId]: readonly [number, string]): number {
  return otherAt - at || (id < otherId ? 1 : Number(id !== otherId) * -1);
}

function isShown(session: IndexedSession, query: HistoryQuery): boolean {
  return session.workspace === query.workspace && !session.hidden && (query.starred === null || session.starred);
}

interface Passing {
  readonly session: IndexedSession;
  readonly query: HistoryQuery;
  readonly wanted: readonly string[];
}

function latestPassing(runs: readonly IndexedRun[], { session, query, wanted }: Passing): IndexedRun | undefined {
  const titled = contains([session.title], wanted);
  return runs
    .filter((run) => run.session === session.id && run.workspace === session.workspace && passes(run, query))
    .filter((run) => titled || contains(texts(run), wanted))
    .toSorted((a, b) => byPlace([a.at, a.id], [b.at, b.id]))[0];
}

function texts(run: IndexedRun): readonly string[] {
  return run.texts.map((one) => one.text);
}

function passes(run: IndexedRun, { since, until, model, band, disagrees }: HistoryQuery): boolean {
  return (
    (since === null || run.at >= since) &&
    (until === null || run.at < until) &&
    (model === null || run.models.includes(model)) &&
    (band === null || run.band === band) &&
    (disagrees === null || run.disagrees)
  );
}

function contains(all: readonly string[], wanted: readonly string[]): boolean {
  const words = wordsOf(all.join('\n'));
  return wanted.every((start) => words.some((word) => word.startsWith(start)));
}
