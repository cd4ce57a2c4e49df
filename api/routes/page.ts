import { ConsilienceError } from '#core';
import fastifyStatic from '@fastify/static';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import type { App, RouteContext } from '../http/app.ts';
import { neverListed } from '../http/headers.ts';

/** The built page: files with a hash in their name are kept for a year, all others are asked for again. */
export async function pageRoutes(app: App, { pageDir }: RouteContext): Promise<void> {
  await app.register(fastifyStatic, { root: pageDir, serve: false, dotfiles: 'ignore', suppressWarning: true });
  sharedPage(app, pageDir);
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/*',
    config: { policy: 'open' },
    schema: { hide: true },
    handler: (request, reply) => {
      const path = request.params['*'];
      if (path === '') {
        return sendPage(reply, pageDir);
      }
      if (!isFile.test(path) || !existsSync(join(pageDir, path))) {
        return reply.callNotFound();
      }
      return path.startsWith('assets/')
        ? reply.sendFile(path, { maxAge: '1y', immutable: true })
        : reply.header('cache-control', 'no-cache').sendFile(path, { cacheControl: false });
    },
  });
}

/** The page of a link: the same file, for no search engine. */
function sharedPage(app: App, pageDir: string): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/shared/:token',
    config: { policy: 'open' },
    schema: { hide: true },
    handler: (_request, reply) => sendPage(reply.header('x-robots-tag', neverListed['x-robots-tag']), pageDir),
  });
}

/** A path of plain names that ends in a file: nothing that climbs, nothing hidden. */
const isFile = /^(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)+$/;

export function sendPage(reply: FastifyReply, pageDir: string): FastifyReply {
  if (!existsSync(join(pageDir, 'index.html'))) {
    throw new ConsilienceError('route_unknown', { message: 'The page is not built.', action: 'Run: npm run build' });
  }
  return reply.header('cache-control', 'no-cache').sendFile('index.html', { cacheControl: false });
}
