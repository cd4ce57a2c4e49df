import { listQuery } from '../contract/paging.ts';
import { renamedSession, sessionDetail, sessionPage, sessionParams, sessionSummary } from '../contract/sessions.ts';
import type { App, RouteContext } from '../http/app.ts';
import { bodyFailures, empty, failures, json, noQuery } from '../http/responses.ts';
import { listed } from './listed.ts';

export function sessionRoutes(app: App, { consilience: { sessions } }: RouteContext): void {
  app.get('/v1/sessions', { config: { policy: 'read' }, schema: list }, (request) =>
    sessions.list(request.workspace, listed(request.query)),
  );

  app.get('/v1/sessions/:id', { config: { policy: 'read' }, schema: see }, (request) =>
    sessions.get(request.workspace, request.params.id),
  );

  app.patch('/v1/sessions/:id', { config: { policy: 'manage' }, schema: rename }, (request) =>
    sessions.rename({ workspace: request.workspace, id: request.params.id, title: request.body.title }),
  );

  app.delete('/v1/sessions/:id', { config: { policy: 'manage' }, schema: remove }, async (request, reply) => {
    await sessions.remove(request.workspace, request.params.id);
    return reply.code(204).send();
  });
}

const tags = ['Sessions'];

const list = {
  tags,
  operationId: 'listSessions',
  summary: 'List sessions',
  description: 'A session is a question with its follow-ups.',
  querystring: listQuery,
  response: { 200: json('A page of sessions.', sessionPage), ...failures() },
};

const see = {
  tags,
  operationId: 'seeSession',
  summary: 'See a session',
  description: 'With its runs, oldest first.',
  params: sessionParams,
  querystring: noQuery,
  response: { 200: json('The session.', sessionDetail), ...failures('session_unknown') },
};

const rename = {
  tags,
  operationId: 'renameSession',
  summary: 'Rename a session',
  params: sessionParams,
  querystring: noQuery,
  body: renamedSession,
  response: {
    200: json('The session with its new title.', sessionSummary),
    ...failures(...bodyFailures, 'session_unknown', 'session_invalid'),
  },
};

const remove = {
  tags,
  operationId: 'deleteSession',
  summary: 'Delete a session',
  description: 'Its runs are stopped and deleted with it.',
  params: sessionParams,
  querystring: noQuery,
  response: { 204: empty('It is gone.'), ...failures('session_unknown') },
};
