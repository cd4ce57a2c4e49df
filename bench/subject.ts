import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import type { Held, Sample } from './subjects/control.ts';
import type { Upstream } from './upstream.ts';

export type SubjectName = 'ours' | 'barrier' | 'sdk-write-per-token' | 'write-per-viewer';

/** What is measured, as a process of its own. */
export interface Subject {
  readonly name: SubjectName;
  readonly address: string;
  /** Of each answer that its upstream gives. */
  readonly tokens: number;
  /** What it used since the last sample. */
  sample(): Promise<Sample>;
  /** What it holds in memory, in bytes, after everything that can go has gone. */
  weigh(): Promise<number>;
  /** Collects garbage first. */
  held(): Promise<Held>;
  close(): Promise<void>;
}

/** What `npm start` says of the heap holds for every subject. */
const heapFlags = manifest.scripts.start.match(/--max-\S+/g) ?? [];

/** Starts a server that asks the five seats of the upstream. With `profileTo` it writes a CPU profile there at its end. */
export async function startSubject(
  name: SubjectName,
  upstream: Pick<Upstream, 'address' | 'tokens'>,
  profileTo: string | null,
): Promise<Subject> {
  const dataDir = mkdtempSync(join(tmpdir(), 'consilience-bench-'));
  const log = join(dataDir, 'log');
  const logTo = openSync(log, 'w');
  const child = fork(fileURLToPath(new URL(`subjects/${name}.ts`, import.meta.url)), [], {
    execArgv: [
      '--expose-gc',
      ...heapFlags,
      ...(profileTo === null ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profileTo, name)]),
    ],
    // Nothing of this environment: neither keys nor addresses of real vendors.
    env: { PATH: process.env['PATH'], UPSTREAM: upstream.address, DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', logTo, 'ipc'],
  });
  closeSync(logTo);
  const onDeath = (code: number | null) => {
    process.stderr.write(`${name} ended with ${code}:\n${readFileSync(log, 'utf8').slice(-2_000)}\n`);
    process.exit(1);
  };
  child.once('exit', onDeath);
  const [address] = (await once(child, 'message')) as [string];
  const asked = async <T>(what: string): Promise<T> => {
    const answered = once(child, 'message');
    child.send(what);
    const [answer] = (await answered) as [T];
    return answer;
  };
  return {
    name,
    address,
    tokens: upstream.tokens,
    sample: () => asked<Sample>('sample'),
    weigh: () => asked<number>('weigh'),
    held: () => asked<Held>('held'),
    async close() {
      child.off('exit', onDeath);
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
