import {
  changedSession,
  sessionDetail,
  sessionPage,
  sessionParams,
  sessionQuery,
  sessionSummary,
} from '../contract/sessions.ts';
import type { App, RouteContext } from '../http/app.ts';
import { bodyFailures, empty, failures, json, noQuery } from '../http/responses.ts';
import { filtered, listed } from './listed.ts';

export function sessionRoutes(app: App, { consilience: { sessions } }: RouteContext): void {
  app.get('/v1/sessions', { config: { policy: 'read' }, schema: list }, (request) =>
    sessions.list(request.workspace, { ...listed(request.query), filter: filtered(request.query) }),
  );

  app.get('/v1/sessions/:id', { config: { policy: 'read' }, schema: see }, (request) =>
    sessions.get(request.workspace, request.params.id),
  );

  app.patch('/v1/sessions/:id', { config: { policy: 'manage' }, schema: change }, (request) =>
    sessions.change({ workspace: request.workspace, id: request.params.id, ...request.body }),
  );

  app.post('/v1/sessions/:id/restore', { config: { policy: 'manage' }, schema: restore }, (request) =>
    sessions.restore(request.workspace, request.params.id),
  );

  app.delete('/v1/sessions/:id', { config: { policy: 'manage' }, schema: remove }, async (request, reply) => {
    await sessions.hide(request.workspace, request.params.id);
    return reply.code(204).send();
  });
}

const tags = ['Sessions'];

const list = {
  tags,
  operationId: 'listSessions',
  summary: 'List sessions',
  description: 'A session is a question with its follow-ups. One passes a filter when one of its runs does.',
  querystring: sessionQuery,
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

const change = {
  tags,
  operationId: 'changeSession',
  summary: 'Rename or star a session',
  params: sessionParams,
  querystring: noQuery,
  body: changedSession,
  response: {
    200: json('The session as it is now.', sessionSummary),
    ...failures(...bodyFailures, 'session_unknown', 'session_invalid'),
  },
};

const remove = {
  tags,
  operationId: 'deleteSession',
  summary: 'Delete a session',
  description: 'Its runs are stopped and hidden with it. For 10 minutes it can be restored; then all of it is erased.',
  params: sessionParams,
  querystring: noQuery,
  response: { 204: empty('It is gone.'), ...failures('session_unknown') },
};

const restore = {
  tags,
  operationId: 'restoreSession',
  summary: 'Restore a deleted session',
  description: 'Within 10 minutes. Runs that were stopped stay stopped.',
  params: sessionParams,
  querystring: noQuery,
  response: { 200: json('The session is back.', sessionSummary), ...failures('session_unknown') },
};
