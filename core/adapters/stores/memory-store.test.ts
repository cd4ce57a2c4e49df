import { documentStoreContract } from '../../testing/document-store.contract.ts';
import { memoryStore } from './memory-store.ts';
import type { MemoryTables } from './memory-store.ts';

documentStoreContract('memory', {
  async open() {
    const tables: MemoryTables = new Map();
    return {
      store: memoryStore(tables),
      another: () => Promise.resolve(memoryStore(tables)),
      cleanUp: () => Promise.resolve(),
    };
  },
});
