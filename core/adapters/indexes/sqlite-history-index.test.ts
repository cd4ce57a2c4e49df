import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryIndex } from '../../ports/history-index.ts';
import { historyIndexContract } from '../../testing/history-index.contract.ts';
import { memoryHistoryIndex } from './memory-history-index.ts';
import { sqliteHistoryIndex } from './sqlite-history-index.ts';

historyIndexContract('sqlite', {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'consilience-index-'));
    const file = join(folder, 'test.db');
    const opened: HistoryIndex[] = [];
    const open = async () => {
      const index = sqliteHistoryIndex({ file });
      opened.push(index);
      return index;
    };
    return {
      index: await open(),
      another: open,
      async cleanUp() {
        await Promise.all(opened.map((index) => index.close()));
        await rm(folder, { recursive: true });
      },
    };
  },
  oracle: memoryHistoryIndex,
});
