import { ConsilienceError } from '#core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from '../routes/page.ts';
import type { App, RouteContext } from './app.ts';
import { sendError } from './requests.ts';
import type { DeclaredRoute } from './route-table.ts';

/**
 * Answers what no route takes: 405 where another method would do, the page for a browser, else 404. It does so before a
 * body is read; the page's own route comes here later, when it has no such file.
 */
export function answerUnknown(app: App, context: RouteContext, routes: readonly DeclaredRoute[]): void {
  const limit = app.rateLimit();

  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = routes.filter(({ url }) => matches(url, path)).map(({ method }) => method);
    // A route that takes the method and was not chosen has a parameter that is too long to be one.
    if (methods.length > 0 && !methods.includes(request.method)) {
      reply.header('allow', [...new Set(methods)].join(', '));
      return sendError({ error: new ConsilienceError('method_unsupported'), request, reply, context });
    }
    return wantsPage(request, path)
      ? sendPage(reply, context.pageDir)
      : sendError({ error: new ConsilienceError('route_unknown'), request, reply, context });
  };

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) {
      await limit.call(app, request, reply);
      answer(request, reply);
      return reply;
    }
    return undefined;
  });
  app.setNotFoundHandler(answer);
}

/** The page's own route takes any address and so says nothing about methods. */
function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith(':') && given[index] !== ''))
  );
}

/** The routes of the page are known to the browser alone: any of its addresses gets the same file. */
function wantsPage(request: FastifyRequest, path: string): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead && !path.startsWith('/v1/') && (request.headers.accept ?? '').includes('text/html');
}
