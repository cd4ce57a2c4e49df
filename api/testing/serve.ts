import type { Logger } from '#core';
import type { FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ServerLimits } from '../http/limits.ts';
import { buildServer } from '../server.ts';
import { FakeConsilience } from './fake-consilience.ts';
import { FakeOperations } from './fake-operations.ts';

export interface Served extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly consilience: FakeConsilience;
  readonly operations: FakeOperations;
  /** What was logged as an error. */
  readonly errors: LogFields[];
}

type LogFields = Parameters<Logger['error']>[1];

/** A server before a fake product, for `inject`. */
export async function serve(limits: Partial<ServerLimits> = {}, isOpen = false): Promise<Served> {
  const consilience = new FakeConsilience();
  const operations = new FakeOperations();
  const errors: LogFields[] = [];
  const app = await buildServer({
    consilience,
    operations,
    config: { HOST: '127.0.0.1', CONSILIENCE_OPEN: isOpen ? '1' : '0' },
    pageDir: fileURLToPath(new URL('page', import.meta.url)),
    version: '0.0.0-test',
    logger: { debug() {}, info() {}, warn() {}, error: (_message, fields) => void errors.push(fields) },
    limits: { loopbackRequestsPerMinute: 1e9, loopbackRunsPerMinute: 1e9, ...limits },
  });
  return { app, consilience, operations, errors, [Symbol.asyncDispose]: () => app.close() };
}

/** The same on a port of its own. */
export async function listen(limits: Partial<ServerLimits> = {}): Promise<Served & { readonly port: number }> {
  const served = await serve(limits);
  await served.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...served, port: (served.app.server.address() as AddressInfo).port };
}
