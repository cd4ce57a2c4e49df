import { ConsilienceError, type WorkspaceId } from '#core';
import {
  createSerializerCompiler,
  hasZodFastifySchemaValidationErrors,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ulid } from 'ulid';
import { authorise } from '../policies/index.ts';
import { asConsilienceError, presentError } from '../presenters/error.ts';
import { invalidRequest } from '../presenters/invalid.ts';
import type { App, RouteContext } from './app.ts';
import { bareHeaders } from './headers.ts';
import { bodyBytesMax, readJson } from './json-body.ts';
import { refuseOtherSites } from './origin.ts';

/** What happens to every request before and after its route. */
export function readRequests(app: App, context: RouteContext): void {
  const { consilience, config, stopping, logger } = context;
  const hosts = config.CONSILIENCE_OPEN === '1' ? null : new Set([config.HOST.toLowerCase()]);

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(createSerializerCompiler());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: bodyBytesMax },
    async (_request: FastifyRequest, bytes: Buffer) => readJson(bytes),
  );
  app.decorateRequest('workspace', '' as WorkspaceId);

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (stopping.aborted) {
      reply.header('connection', 'close');
      throw new ConsilienceError('shutting_down');
    }
    refuseTwoHosts(request);
    const { policy, body, startsRun } = request.routeOptions.config;
    refuseOtherSites(request, body === undefined ? hosts : null);
    if (body === undefined) {
      refuseOtherContent(request);
    }
    if (policy !== undefined) {
      request.workspace = authorise(request, policy);
    }
    // With a key it may be a question that was accepted already, and has its answer however full it is.
    if (startsRun === true && request.headers['idempotency-key'] === undefined) {
      consilience.runs.refuseIfFull();
    }
  });

  // A connection whose request was under way when the server began to stop would stay open, and hold the process.
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.aborted) {
      reply.header('connection', 'close');
    }
  });

  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime);
    logger.debug('request', { requestId: request.id, method, route: routeOptions.url, status: reply.statusCode, ms });
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const ours = hasZodFastifySchemaValidationErrors(error)
      ? invalidRequest(error.validation, partName(error.validationContext))
      : asConsilienceError(error);
    sendError({ error: ours, request, reply, context });
  });
}

interface Failed {
  readonly error: ConsilienceError;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: Pick<RouteContext, 'logger'>;
}

export function sendError({ error, request, reply, context }: Failed): FastifyReply {
  if (error.status >= 500 && error.code !== 'overloaded' && error.code !== 'shutting_down') {
    context.logger.error('request failed', { requestId: request.id, code: error.code, error: error.cause ?? error });
  }
  const { status, headers, body } = presentError(error, request.id);
  return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body);
}

/** For an address that can not be decoded: no hook has run, so nothing of ours is on the response yet. */
export function answerBrokenUrl(failed: Omit<Failed, 'error'> & { readonly error: FastifyError }): void {
  failed.reply.headers({ ...bareHeaders, 'x-request-id': failed.request.id });
  sendError({ ...failed, error: asConsilienceError(failed.error) });
}

/** For bytes that are not HTTP: there is no request and no response, only the socket. */
export function answerBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body } = presentError(asConsilienceError(error), `req_${ulid()}`);
  const text = JSON.stringify(body);
  const headers = {
    ...bareHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', text].join('\r\n'));
}

/** Node keeps the first of two Host headers; whoever stands in front may have kept the other one. */
function refuseTwoHosts({ raw }: FastifyRequest): void {
  const named = raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (named !== 1) {
    throw new ConsilienceError('http_invalid', { message: 'A request names one Host.' });
  }
}

/** JSON in UTF-8 is the one kind of body that is read; nothing near it passes. */
const jsonType = /^application\/json(?: ?; ?charset="?utf-8"?)?$/i;

function refuseOtherContent(request: FastifyRequest): void {
  const type = request.headers['content-type'];
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  if (hasBody && type !== undefined && !jsonType.test(type)) {
    throw new ConsilienceError('content_type_unsupported');
  }
}

function partName(context: string | undefined): string {
  return context === 'querystring' ? 'query' : context === 'params' ? 'address' : (context ?? 'request');
}
