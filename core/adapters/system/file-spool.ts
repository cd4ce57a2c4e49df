import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spool } from '../../ports/spool.ts';

const listMax = 1_000;

/** One file a text. A file that is there is whole: it is written beside its place, synced, and moved. */
export function fileSpool(folder: string): Spool {
  const place = (name: string) => {
    if (!/^[\w-]{1,100}$/.test(name)) {
      throw new RangeError('Not a name of the spool.');
    }
    return join(folder, `${name}.json`);
  };
  return {
    async put(name, text) {
      const path = place(name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = await open(`${path}.part`, 'w', 0o600);
      try {
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.part`, path);
      await syncFolder(folder);
    },
    async remove(name) {
      await rm(place(name), { force: true });
    },
    async list() {
      const names = await readdir(folder).catch(() => []);
      const whole = names.filter((name) => name.endsWith('.json')).slice(0, listMax);
      return Promise.all(
        whole.map(async (name) => ({
          name: name.slice(0, -'.json'.length),
          text: await readFile(join(folder, name), 'utf8'),
        })),
      );
    },
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
