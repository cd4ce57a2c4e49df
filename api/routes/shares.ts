import { runParams } from '../contract/runs.ts';
import { newShare, shareList, shareParams, sharedParams, sharedRun } from '../contract/shares.ts';
import type { App, RouteContext } from '../http/app.ts';
import { neverListed } from '../http/headers.ts';
import { empty, failures, json, noQuery } from '../http/responses.ts';

export function shareRoutes(app: App, { consilience: { shares } }: RouteContext): void {
  app.post('/v1/runs/:id/shares', { config: { policy: 'share' }, schema: create }, async (request, reply) => {
    const made = await shares.create(request.workspace, request.params.id);
    reply.code(201).header('location', `/shared/${made.token}`).header('cache-control', 'no-store');
    return made;
  });

  app.get('/v1/runs/:id/shares', { config: { policy: 'read' }, schema: list }, (request) =>
    shares.list(request.workspace, request.params.id).then((items) => ({ items })),
  );

  app.delete('/v1/shares/:id', { config: { policy: 'share' }, schema: revoke }, async (request, reply) => {
    await shares.revoke(request.workspace, request.params.id);
    return reply.code(204).send();
  });

  app.get('/v1/shared/:token', { config: { policy: 'open' }, schema: open }, async (request, reply) => {
    reply.headers(neverListed);
    return shares.open(request.params.token);
  });
}

const tags = ['Shares'];

const create = {
  tags,
  operationId: 'shareRun',
  summary: 'Make a link to a run',
  description:
    'Whoever has the link sees the run as it stands now, and nothing else. Its token is told this once. The run must have ended.',
  params: runParams,
  querystring: noQuery,
  response: { 201: json('The link.', newShare), ...failures('run_unknown', 'run_open', 'share_limit') },
};

const list = {
  tags,
  operationId: 'listShares',
  summary: 'List the links to a run',
  description: 'Those that work; without their tokens.',
  params: runParams,
  querystring: noQuery,
  response: { 200: json('The links.', shareList), ...failures('run_unknown') },
};

const revoke = {
  tags,
  operationId: 'revokeShare',
  summary: 'Revoke a link',
  description: 'It opens nothing from now on.',
  params: shareParams,
  querystring: noQuery,
  response: { 204: empty('It is revoked.'), ...failures('share_unknown') },
};

const open = {
  tags,
  operationId: 'openShare',
  summary: 'Open a link',
  description: 'Needs no right but the token.',
  params: sharedParams,
  querystring: noQuery,
  response: { 200: json('The run as it stood.', sharedRun), ...failures('share_unknown') },
};
