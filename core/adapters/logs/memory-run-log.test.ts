import { runLogContract } from '../../testing/run-log.contract.ts';
import { memoryLogs, memoryRunLog } from './memory-run-log.ts';

runLogContract('memory', {
  async open() {
    const logs = memoryLogs();
    return {
      log: memoryRunLog(logs),
      another: () => Promise.resolve(memoryRunLog(logs)),
      cleanUp: () => Promise.resolve(),
    };
  },
});
