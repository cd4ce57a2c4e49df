import type { Consilience, Logger, Operations } from '#core';
import type { Chats } from '#bots';
import Fastify, { type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { ulid } from 'ulid';
import type { App, RouteContext } from './http/app.ts';
import { protect } from './http/headers.ts';
import { bodyBytesMax } from './http/json-body.ts';
import { type ServerLimits, serverLimits } from './http/limits.ts';
import { describeApi } from './http/openapi.ts';
import { limitRate } from './http/rate.ts';
import { answerBrokenHttp, answerBrokenUrl, readRequests } from './http/requests.ts';
import { noteRoutes, refuseLooseRoutes } from './http/route-table.ts';
import { answerUnknown } from './http/unknown.ts';
import { eventRoutes } from './routes/events.ts';
import { explanationRoutes } from './routes/explanations.ts';
import { exportRoutes } from './routes/exports.ts';
import { modelRoutes } from './routes/models.ts';
import { metricsRoute } from './routes/metrics.ts';
import { pageRoutes } from './routes/page.ts';
import { referenceRoutes } from './routes/reference.ts';
import { runRoutes } from './routes/runs.ts';
import { serviceRoutes } from './routes/service.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { shareRoutes } from './routes/shares.ts';

export interface ServerOptions {
  readonly consilience: Consilience;
  readonly operations: Operations;
  readonly config: RouteContext['config'];
  readonly logger?: Logger;
  /** Adds the ways in of the chat platforms. */
  readonly chats?: Pick<Chats, 'mount'>;
  /** The folder of the built page. */
  readonly pageDir: string;
  readonly version: string;
  readonly limits?: Partial<ServerLimits>;
}

/** The HTTP API and the page, ready to listen. Closing it ends the event streams; the product stays open. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { consilience, operations, config, pageDir, version, logger = silent } = options;
  const limits = { ...serverLimits, ...options.limits };
  const stopping = new AbortController();
  const context: RouteContext = {
    consilience,
    operations,
    config,
    logger,
    pageDir,
    version,
    limits,
    stopping: stopping.signal,
  };

  const app = create(limits, logger);
  app.addHook('preClose', () => stopping.abort());
  await protect(app);
  readRequests(app, context);
  await limitRate(app, limits);
  await describeApi(app, version);

  const routes = noteRoutes(app);
  runRoutes(app, context);
  eventRoutes(app, context);
  sessionRoutes(app, context);
  shareRoutes(app, context);
  exportRoutes(app, context);
  modelRoutes(app, context);
  explanationRoutes(app, context);
  serviceRoutes(app, context);
  metricsRoute(app, context);
  referenceRoutes(app);
  await options.chats?.mount(app);
  await pageRoutes(app, context);
  answerUnknown(app, context, routes);

  await app.ready();
  refuseLooseRoutes(app, routes);
  return app;
}

function create(limits: ServerLimits, logger: Logger): App {
  return Fastify({
    bodyLimit: bodyBytesMax,
    requestTimeout: limits.requestMsMax,
    connectionTimeout: limits.idleMsMax,
    handlerTimeout: limits.handlerMsMax,
    http: {
      headersTimeout: limits.headersMsMax,
      connectionsCheckingInterval: Math.min(5_000, limits.headersMsMax / 4),
      maxHeaderSize: 16 * 1024,
      // A missing Host is refused in the shape of all errors, not in Node's.
      requireHostHeader: false,
    },
    routerOptions: { maxParamLength: 64 },
    trustProxy: false,
    exposeHeadRoutes: false,
    // Requests on a connection that stays open while the server stops get `shutting_down`, in the shape of all errors.
    return503OnClosing: false,
    genReqId: () => `req_${ulid(undefined, chance)}`,
    frameworkErrors: (error, request, reply) => answerBrokenUrl({ error, request, reply, context: { logger } }),
    clientErrorHandler: answerBrokenHttp,
  }).withTypeProvider<ZodTypeProvider>();
}

/** Some hundred random bytes drawn at once: an id takes sixteen, and asking the system for each costs more than all else. */
const bytes = new Uint8Array(512);
let left = 0;

function chance(): number {
  if (left === 0) {
    left = crypto.getRandomValues(bytes).length;
  }
  left -= 1;
  return (bytes[left] ?? 0) / 256;
}

const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // A server that was given no logger says nothing.
}
