import type { RunSummary } from '#api/contract';

/** One question of a conversation as it is read. */
export interface Turn {
  readonly run: RunSummary;
  /** The other questions that were asked at this place, itself among them, oldest first. */
  readonly branches: readonly RunSummary[];
}

/** The branch of a session on which a run stands, from its first question to its last. */
export interface Thread {
  readonly turns: readonly Turn[];
  /** Where the run stands in it; -1 when the session does not know it. */
  readonly at: number;
  /** The run that took the place of this one, with one more model. */
  readonly newer: RunSummary | null;
}

/**
 * Runs that follow the same one are branches. A run that continues another one takes its place; what followed the old
 * one follows it. Below the run the newest branch is read.
 */
export function threadOf(runs: readonly RunSummary[], id: string): Thread {
  const tree = treeOf(runs);
  const run = tree.byId.get(id);
  if (run === undefined) {
    return { turns: [], at: -1, newer: null };
  }
  const latest = tree.latest(run);
  const above = ancestors(tree, latest);
  const below = descendants(tree, latest);
  const turns = [...above, latest, ...below].map((one) => ({
    run: one === latest ? run : one,
    branches: tree.branches(one),
  }));
  return { turns, at: above.length, newer: latest === run ? null : latest };
}

interface Tree {
  readonly byId: ReadonlyMap<string, RunSummary>;
  readonly latest: (run: RunSummary) => RunSummary;
  /** The run that it follows, in its latest version. */
  readonly parent: (run: RunSummary) => RunSummary | null;
  readonly children: (run: RunSummary) => readonly RunSummary[];
  readonly branches: (run: RunSummary) => readonly RunSummary[];
}

function treeOf(runs: readonly RunSummary[]): Tree {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const next = new Map(runs.flatMap((run) => (run.continues === null ? [] : [[run.continues, run] as const])));
  const latest = (run: RunSummary): RunSummary => {
    const newer = next.get(run.id);
    return newer === undefined ? run : latest(newer);
  };
  const parent = (run: RunSummary) => {
    const before = byId.get(run.follows ?? '');
    return before === undefined ? null : latest(before);
  };
  const shown = runs.filter((run) => !next.has(run.id));
  const byParent = Map.groupBy(shown, (run) => parent(run)?.id ?? '');
  return {
    byId,
    latest,
    parent,
    children: (run) => byParent.get(run.id) ?? [],
    branches: (run) => byParent.get(parent(run)?.id ?? '') ?? [],
  };
}

function ancestors(tree: Tree, run: RunSummary): readonly RunSummary[] {
  const above: RunSummary[] = [];
  for (let before = tree.parent(run); before !== null; before = tree.parent(before)) {
    above.unshift(before);
  }
  return above;
}

function descendants(tree: Tree, run: RunSummary): readonly RunSummary[] {
  const below: RunSummary[] = [];
  for (let after = tree.children(run).at(-1); after !== undefined; after = tree.children(after).at(-1)) {
    below.push(after);
  }
  return below;
}
