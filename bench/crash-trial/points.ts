/** Statements of the store that a process can be killed before or after, by a pattern of their SQL. */
export const statements = {
  begin: /^BEGIN/,
  commit: /^COMMIT/,
  savepoint: /^SAVEPOINT/,
  release: /^RELEASE/,
  'insert run': /^INSERT INTO documents_runs /,
  'update run': /^UPDATE documents_runs /,
  'insert session': /^INSERT INTO documents_sessions /,
  'update session': /^UPDATE documents_sessions /,
  'words of a run': /^INSERT INTO words_runs /,
  'append to a log': /^INSERT INTO run_log /,
  'index a session': /^INSERT INTO history_sessions /,
  'index a run': /^INSERT INTO history_runs /,
  'index its texts': /^INSERT OR REPLACE INTO history_texts /,
  'index its words': /^INSERT INTO history_words /,
  'count a model': /^(INSERT INTO|UPDATE) documents_model_days /,
  'make the schema': /^\s*CREATE TABLE run_log /,
  'number the schema': /^PRAGMA user_version = /,
  'make a collection': /^\s*CREATE TABLE IF NOT EXISTS documents_/,
  'make an index': /^\s*CREATE +(UNIQUE )?INDEX IF NOT EXISTS documents_/,
} as const;
type Statement = keyof typeof statements;

/** Met by a server that opens a new file, which is its own for that round. */
const opening: ReadonlySet<string> = new Set<Statement>([
  'make the schema',
  'number the schema',
  'make a collection',
  'make an index',
]);

export function isOpening(point: Point): boolean {
  return opening.has(point.replace(/^(before|after) /, ''));
}

export const moments = ['before', 'after'] as const;
export type Point = `${(typeof moments)[number]} ${Statement}`;
export const points = (Object.keys(statements) as Statement[]).flatMap((statement) =>
  moments.map((moment): Point => `${moment} ${statement}`),
);

/**
 * How a round kills: at a named point; at a random moment; both servers in one moment; the server that recovers what two
 * dead ones left, at a point of it; while a server ends in order; while most commits carry a checkpoint with them.
 */
export const ways = ['point', 'moment', 'both', 'recovery', 'shutdown', 'checkpoint'] as const;
export type Way = (typeof ways)[number];

/** Bugs that the trial must find: no transaction around writes, and runs that are acknowledged before they are stored. */
export const mutants = ['no-transaction', 'late-insert'] as const;
export type Mutant = (typeof mutants)[number];
