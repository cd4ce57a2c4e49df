import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ConsensusEvent } from '#core/view';
import type { Product } from './product.ts';

/** What is wrong with acknowledged runs, as a server that is up tells their logs: each must have ended, once, without holes. */
export async function faultsOf(product: Product, ids: readonly string[]): Promise<string[]> {
  const logs = await Promise.all(ids.map(async (id) => ({ id, events: await product.follow(id) })));
  return logs.flatMap(({ id, events }) => wrongIn(events).map((fault) => `${id}: ${fault}`));
}

function wrongIn(events: readonly ConsensusEvent[]): string[] {
  const ends = events.filter(({ type }) => type === 'run-end').length;
  const syntheses = events.filter(({ type }) => type === 'synthesis-end').length;
  return [
    ...(ends === 1 && events.at(-1)?.type === 'run-end' ? [] : [`${ends} ends`]),
    ...(events.every(({ seq }, at) => seq === at + 1) ? [] : ['a hole in its sequence']),
    ...(syntheses <= 1 ? [] : [`${syntheses} syntheses`]),
    ...(events.every((event) => !('ms' in event) || event.ms === null || event.ms >= 0) ? [] : ['a negative time']),
  ];
}

/** SQLite's own word on its file: `ok`. */
export function integrityOf(dataDir: string): string {
  const database = new DatabaseSync(join(dataDir, 'consilience.db'), { readOnly: true });
  const found = database.prepare('PRAGMA integrity_check').get();
  database.close();
  return String(found?.['integrity_check']);
}
