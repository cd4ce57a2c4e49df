import { historyIndexContract } from '../../testing/history-index.contract.ts';
import { memoryHistoryIndex } from './memory-history-index.ts';

historyIndexContract('memory', {
  async open() {
    const index = memoryHistoryIndex();
    return { index, another: () => Promise.resolve(index), cleanUp: () => Promise.resolve() };
  },
  oracle: null,
});
