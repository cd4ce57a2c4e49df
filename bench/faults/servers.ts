import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';

const running = new Set<ChildProcess>();
const runtime = new URL('../../runtime.mjs', import.meta.url).href;

/** A server as npm scripts start it: its code is compiled once. */
export function spawnServer(flags: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, ['--import', runtime, ...flags], options);
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Ends what a test that was given up has left running: it holds pipes of the runner, which would wait for it for ever. */
export function endServers(): void {
  for (const child of running) {
    child.kill('SIGKILL');
  }
}
