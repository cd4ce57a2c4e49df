import type { Config, Consilience, Logger, Operations, WorkspaceId } from '#core';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Policy } from '../policies/index.ts';
import type { ServerLimits } from './limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the policy of the route; empty, and so of nobody, on a route without one. */
    workspace: WorkspaceId;
  }
  interface FastifyContextConfig {
    /** What the route lets its caller do. A route without one stops the server from starting. */
    policy?: Policy;
    /**
     * A way in for a chat platform, which proves by its signature who it is: under any host name, and, when `raw`, with a
     * body that is kept as the bytes that were signed.
     */
    body?: 'raw' | 'none';
    /** It starts a run: refused before its body is read while there is no room for one. */
    startsRun?: true;
  }
}

/** The server as the routes see it: what they declare in zod is what they are given. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What every route may use. */
export interface RouteContext {
  readonly consilience: Consilience;
  readonly operations: Operations;
  readonly config: Pick<Config, 'HOST' | 'CONSILIENCE_OPEN' | 'METRICS_TOKEN'>;
  readonly logger: Logger;
  /** The folder of the built page. */
  readonly pageDir: string;
  readonly version: string;
  readonly limits: ServerLimits;
  /** Aborted when the server begins to close: event streams end. */
  readonly stopping: AbortSignal;
}
