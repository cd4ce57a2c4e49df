import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** This process, for leases that other processes on the same store read. */
export function thisProcess() {
  return {
    host: [hostname(), processNamespace()].join('-').replaceAll(/[^\w.-]/g, '-'),
    processId: process.pid,
    nonce: randomUUID(),
    isAlive,
  };
}

/** Containers may share a name and a disk, and still count processes each for itself. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Signal 0 asks without sending; a process of another user exists too. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
