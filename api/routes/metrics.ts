import { ConsilienceError } from '#core';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { App, RouteContext } from '../http/app.ts';
import { isLoopback } from '../http/origin.ts';

/**
 * What was counted, for Prometheus. It tells how much the service is used, so it is for its operator alone: whoever has
 * the token or, without one, programs of this machine that come directly. For all others there is nothing here.
 */
export function metricsRoute(app: App, { operations, config: { METRICS_TOKEN } }: RouteContext): void {
  app.get('/metrics', { config: { policy: 'open' }, schema: { hide: true } }, async (request, reply) => {
    if (METRICS_TOKEN === undefined ? !isDirect(request) : !bears(request, METRICS_TOKEN)) {
      throw new ConsilienceError('route_unknown');
    }
    const { contentType, text } = await operations.metrics();
    return reply.type(contentType).send(text);
  });
}

/** From this machine, and not handed on by a proxy that stands on it. */
function isDirect({ ip, headers }: FastifyRequest): boolean {
  const handedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined);
  return isLoopback(ip) && !handedOn;
}

function bears({ headers }: FastifyRequest, token: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

/** Of one length, so that comparing tells nothing. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
