import { ConsilienceError } from '#core';
import rateLimit, { type RateLimitOptions, type RateLimitPluginOptions } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import type { ServerLimits } from './limits.ts';
import { isLoopback } from './origin.ts';

/** Counts the requests of each address in a window of a minute; an IPv6 neighbourhood (/64) is one address. */
export async function limitRate(app: App, limits: ServerLimits): Promise<void> {
  const options: RateLimitPluginOptions = {
    timeWindow: 60_000,
    cache: addressesMax,
    max: ({ ip }: FastifyRequest) => (isLoopback(ip) ? limits.loopbackRequestsPerMinute : limits.requestsPerMinute),
    errorResponseBuilder: (_request, { ttl }) => new ConsilienceError('request_too_fast', { retryAfterMs: ttl }),
  };
  await app.register(rateLimit, options);
}

/** The stricter rate of a route that starts a run. */
export function runRate(limits: ServerLimits): RateLimitOptions {
  return {
    max: ({ ip }: FastifyRequest) => (isLoopback(ip) ? limits.loopbackRunsPerMinute : limits.runsPerMinute),
  };
}

/** How many addresses are remembered; the longest unseen are forgotten first. */
const addressesMax = 5_000;
