import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunLog } from '../../ports/run-log.ts';
import { runLogContract } from '../../testing/run-log.contract.ts';
import { systemClock } from '../system/system-clock.ts';
import { sqliteRunLog } from './sqlite-run-log.ts';

runLogContract('sqlite', {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'consilience-log-'));
    const file = join(folder, 'test.db');
    const logs: RunLog[] = [sqliteRunLog({ file, clock: systemClock })];
    return {
      log: logs[0] as RunLog,
      async another() {
        const log = sqliteRunLog({ file, clock: systemClock });
        logs.push(log);
        return log;
      },
      async cleanUp() {
        await Promise.all(logs.map((log) => log.close()));
        await rm(folder, { recursive: true });
      },
    };
  },
});
