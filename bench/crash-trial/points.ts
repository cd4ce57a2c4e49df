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
} as const;
type Statement = keyof typeof statements;

export const moments = ['before', 'after'] as const;
export type Point = `${(typeof moments)[number]} ${Statement}`;
export const points = (Object.keys(statements) as Statement[]).flatMap((statement) =>
  moments.map((moment): Point => `${moment} ${statement}`),
);

/** Bugs that the trial must find: no transaction around writes, and runs that are acknowledged before they are stored. */
export const mutants = ['no-transaction', 'late-insert'] as const;
export type Mutant = (typeof mutants)[number];
