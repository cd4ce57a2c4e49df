import type { ModelStats, PairStats, Stats, StatsView } from '../consilience.ts';
import type { Context } from './context.ts';
import { bucketMs, dayOf } from './day-record.ts';
import type { DayRecord, ModelDay } from './day-record.ts';

const dayMs = 86_400_000;
const daysMax = 366;
const pageMax = 200;

/** What was counted, read as it was added up: one small document a day. */
export function makeStats(context: Context): Stats {
  return {
    async models(workspace, query) {
      const days = Math.min(Math.max(1, Math.trunc(query.days)), daysMax);
      const since = dayOf(context.clock.now() - (days - 1) * dayMs);
      const records = await daysSince(context, workspace, since);
      return { since, days, ...added(records) };
    },
  };
}

async function daysSince(context: Context, workspace: DayRecord['workspace'], since: string): Promise<DayRecord[]> {
  const records: DayRecord[] = [];
  let cursor: string | null = null;
  do {
    const page = await context.daysOf(workspace).find({
      filter: {},
      text: null,
      sort: { field: 'day', order: 'descending' },
      limit: pageMax,
      cursor,
    });
    records.push(...page.items.filter(({ day }) => day >= since));
    cursor = page.items.at(-1)?.day === undefined || (page.items.at(-1)?.day ?? '') < since ? null : page.next;
  } while (cursor !== null);
  return records.toReversed();
}

function added(records: readonly DayRecord[]): Pick<StatsView, 'runs' | 'models' | 'pairs'> {
  const models = Map.groupBy(
    records.flatMap(({ day, models: of }) => Object.values(of).map((one) => ({ ...one, day }))),
    ({ model }) => model,
  );
  const pairs = Map.groupBy(
    records.flatMap(({ day, pairs: of }) => Object.values(of).map((one) => ({ ...one, day }))),
    ({ a, b }) => JSON.stringify([a, b]),
  );
  return {
    runs: sum(records, ({ runs }) => runs),
    models: [...models.values()].map(modelStats).toSorted((x, y) => y.asked - x.asked || (x.model < y.model ? -1 : 1)),
    pairs: [...pairs.values()].map(pairStats).toSorted((x, y) => x.p - y.p),
  };
}

type DayOf<T> = T & { readonly day: string };

function modelStats(days: readonly DayOf<ModelDay>[]): ModelStats {
  const total = (of: (one: ModelDay) => number) => sum(days, of);
  const took = Map.groupBy(
    days.flatMap(({ ms }) => Object.entries(ms)),
    ([bucket]) => bucket,
  );
  const buckets = [...took].map(([bucket, counts]) => ({ ms: bucketMs(bucket), count: sum(counts, ([, n]) => n) }));
  return {
    model: days[0]?.model ?? '',
    label: days.at(-1)?.label ?? '',
    asked: total(askedOn),
    answered: total((one) => one.answered),
    late: total((one) => one.late),
    refused: total((one) => one.refused),
    failed: total((one) => one.failed),
    cancelled: total((one) => one.cancelled),
    costMicros: total((one) => one.costMicros),
    msP50: quantile(buckets, 0.5),
    msP95: quantile(buckets, 0.95),
    compared: total((one) => one.compared),
    leading: total((one) => one.leading),
    alone: total((one) => one.alone),
    daily: days.map((one) => ({ day: one.day, asked: askedOn(one), answered: one.answered })),
  };
}

function askedOn({ answered, refused, failed, cancelled }: ModelDay): number {
  return answered + refused + failed + cancelled;
}

function pairStats(days: readonly DayOf<DayRecord['pairs'][string]>[]): PairStats {
  const runs = sum(days, (one) => one.runs);
  return {
    a: days[0]?.a ?? '',
    b: days[0]?.b ?? '',
    runs,
    p: mean(
      sum(days, (one) => one.agreed),
      runs,
    ),
    daily: days.map((one) => ({ day: one.day, runs: one.runs, p: mean(one.agreed, one.runs) })),
  };
}

/** Of thousandths, as a share. */
function mean(thousandths: number, runs: number): number {
  return runs === 0 ? 0 : Math.round(thousandths / runs) / 1_000;
}

/** The bucket that holds the quantile, in whole milliseconds; null without a count. */
function quantile(buckets: readonly { readonly ms: number; readonly count: number }[], share: number): number | null {
  const all = sum(buckets, ({ count }) => count);
  let seen = 0;
  for (const { ms, count } of buckets.toSorted((a, b) => a.ms - b.ms)) {
    seen += count;
    if (seen >= all * share) {
      return Math.round(ms);
    }
  }
  return null;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
