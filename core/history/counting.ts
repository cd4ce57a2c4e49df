import type { Agreement, AnswerView, ConsensusView } from '../consensus/view/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { Context } from './context.ts';
import { bucketOf, dayOf, modelKey, pairKey } from './day-record.ts';
import type { DayRecord } from './day-record.ts';
import { isActive } from './records.ts';
import type { RunRecord } from './records.ts';

/** Marks of counted runs in one document; above it those that are no longer needed are taken off. */
const marksMax = 300;
const markMs = 60 * 60_000;
const marksAtOnce = 200;

/**
 * Adds what each model did in a run to the day on which the run was asked. Counted is before the record says that the
 * run has ended, so that whoever takes over a run whose process died comes here again; and once, because the count and
 * the mark of the run are one update of one document.
 */
export async function countRun(context: Context, record: RunRecord, view: ConsensusView): Promise<void> {
  const day = dayOf(record.createdAt);
  const id = `${record.workspace}:${day}`;
  const days = context.daysOf(record.workspace);
  const { set, inc } = countsOf(view);
  const mark = `counted.${record.id}`;
  for (;;) {
    const change = { set: { ...set, [mark]: context.clock.now() }, inc: { ...inc, runs: 1 } };
    const counted = await days.update({ id, [mark]: null }, change);
    if (counted !== null) {
      await takeOffMarks(context, counted);
      return;
    }
    const found = await days.get(id);
    if (found?.counted[record.id] !== undefined) {
      return;
    }
    // The day is not there, or was not there when its document was to be changed.
    if (found === null) {
      await beginDay(context, { id, workspace: record.workspace, day });
    }
  }
}

async function beginDay(context: Context, day: Pick<DayRecord, 'id' | 'workspace' | 'day'>): Promise<void> {
  try {
    await context.daysOf(day.workspace).insert({ ...day, runs: 0, models: {}, pairs: {}, counted: {} });
  } catch (error) {
    if (!(error instanceof ConsilienceError) || error.code !== 'store_conflict') {
      throw error;
    }
  }
}

interface Counts {
  readonly set: Record<string, string>;
  readonly inc: Record<string, number>;
}

function countsOf(view: ConsensusView): Counts {
  const carried = new Set(view.continues?.models);
  const counts: Counts = { set: {}, inc: {} };
  const fresh = view.answers.filter((answer) => !carried.has(answer.model));
  for (const answer of fresh) {
    countAnswer(counts, answer);
  }
  if (view.agreement !== null) {
    const models = new Set(fresh.map((answer) => answer.model));
    countPositions(counts, view.agreement, models);
    countPairs(counts, view.agreement, models);
  }
  return counts;
}

function countAnswer({ set, inc }: Counts, { model, label, state, late, ms, costMicros }: AnswerView): void {
  const at = `models.${modelKey(model)}`;
  set[`${at}.model`] = model;
  set[`${at}.label`] = label;
  const [outcome] = (['refused', 'failed', 'cancelled'] as const).filter((one) => one === state);
  inc[`${at}.${outcome ?? 'answered'}`] = 1;
  if (state === 'done' && late) {
    inc[`${at}.late`] = 1;
  }
  if (state === 'done' && ms !== null) {
    inc[`${at}.ms.${bucketOf(ms)}`] = 1;
  }
  if (costMicros !== null && costMicros > 0) {
    inc[`${at}.costMicros`] = Math.round(costMicros);
  }
}

/** The leading position and who stands alone outside it; only among at least two answers that take a position. */
function countPositions({ inc }: Counts, { positions, score }: Agreement, models: ReadonlySet<string>): void {
  const [leading, ...others] = positions;
  if (score === null || leading === undefined) {
    return;
  }
  const outside = others.flatMap((position) => position.models);
  for (const model of [...leading.models, ...outside].filter((one) => models.has(one))) {
    const at = `models.${modelKey(model)}`;
    inc[`${at}.compared`] = 1;
    if (leading.models.includes(model)) {
      inc[`${at}.leading`] = 1;
    } else if (outside.length === 1 && leading.models.length > 1) {
      inc[`${at}.alone`] = 1;
    }
  }
}

function countPairs({ set, inc }: Counts, { pairs }: Agreement, models: ReadonlySet<string>): void {
  for (const pair of pairs.filter((one) => models.has(one.a) || models.has(one.b))) {
    const [a, b] = pair.a < pair.b ? [pair.a, pair.b] : [pair.b, pair.a];
    const at = `pairs.${pairKey(a, b)}`;
    set[`${at}.a`] = a;
    set[`${at}.b`] = b;
    inc[`${at}.runs`] = 1;
    inc[`${at}.agreed`] = Math.round(pair.p * 1_000);
  }
}

/** A run whose record says that it has ended is never counted again, so its mark can go. */
async function takeOffMarks(context: Context, { id, workspace, counted }: DayRecord): Promise<void> {
  const marks = Object.entries(counted);
  if (marks.length <= marksMax) {
    return;
  }
  const before = context.clock.now() - markMs;
  const old = marks.filter(([, at]) => at < before).slice(0, marksAtOnce);
  const runs = await Promise.all(old.map(([run]) => context.runsOf(workspace).get(run)));
  const unset = old.flatMap(([run], index) => {
    const record = runs[index];
    return record === null || record === undefined || !isActive(record) ? [`counted.${run}`] : [];
  });
  if (unset.length > 0) {
    await context.daysOf(workspace).update({ id }, { unset });
  }
}
