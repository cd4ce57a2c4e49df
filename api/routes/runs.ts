import type { AcceptedRun } from '#core';
import type { FastifyReply } from 'fastify';
import { listQuery } from '../contract/paging.ts';
import {
  acceptedRun,
  addedModel,
  cancelledRun,
  idempotencyHeaders,
  newRun,
  runPage,
  runParams,
} from '../contract/runs.ts';
import { consensusView } from '../contract/view.ts';
import type { App, RouteContext } from '../http/app.ts';
import { bodyFailures, failures, json, noQuery } from '../http/responses.ts';
import { runRate } from '../http/rate.ts';
import { listed } from './listed.ts';

export function runRoutes(app: App, { consilience: { runs }, limits }: RouteContext): void {
  const rateLimit = runRate(limits);
  const startsRun = true;

  app.post('/v1/runs', { config: { policy: 'ask', startsRun, rateLimit }, schema: ask }, async (request, reply) => {
    const { question, models = null, session = null, follows } = request.body;
    const idempotencyKey = request.headers['idempotency-key'] ?? null;
    const place = follows === undefined ? {} : { follows };
    const { workspace } = request;
    return accepted(reply, await runs.accept({ workspace, question, models, session, ...place, idempotencyKey }));
  });

  app.post(
    '/v1/runs/:id/models',
    { config: { policy: 'ask', startsRun, rateLimit }, schema: addModel },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key'] ?? null;
      const { workspace, params, body } = request;
      return accepted(reply, await runs.addModel({ workspace, id: params.id, model: body.model, idempotencyKey }));
    },
  );

  app.get('/v1/runs', { config: { policy: 'read' }, schema: list }, (request) =>
    runs.list(request.workspace, listed(request.query)),
  );

  app.get('/v1/runs/:id', { config: { policy: 'read' }, schema: see }, (request) =>
    runs.view(request.workspace, request.params.id),
  );

  app.delete('/v1/runs/:id', { config: { policy: 'ask' }, schema: stop }, async (request, reply) => {
    const { id } = request.params;
    const state = await runs.cancel(request.workspace, id);
    reply.code(202);
    return { id, state };
  });
}

function accepted(reply: FastifyReply, { id, session, replayed }: AcceptedRun) {
  reply.code(202).header('location', `/v1/runs/${id}`);
  if (replayed) {
    reply.header('idempotent-replayed', 'true');
  }
  return { id, session };
}

const tags = ['Runs'];

const ask = {
  tags,
  operationId: 'ask',
  summary: 'Ask',
  description:
    'Starts a run and returns at once, when the run is durable. A repeated Idempotency-Key gives the run of then and `Idempotent-Replayed: true`.',
  querystring: noQuery,
  headers: idempotencyHeaders,
  body: newRun,
  response: {
    202: json('The run is durable. Follow its events.', acceptedRun),
    ...failures(
      ...bodyFailures,
      'question_empty',
      'question_too_long',
      'model_unknown',
      'panel_invalid',
      'session_unknown',
      'run_unknown',
      'idempotency_key_invalid',
      'idempotency_key_reuse',
    ),
  },
};

const addModel = {
  tags,
  operationId: 'addModel',
  summary: 'Ask one more model',
  description:
    'Asks one more model the question of a run that has ended, or one again that failed. A new run takes the place of the old one in its session: it takes over the answers that came, asks only this model, and the agreement follows.',
  params: runParams,
  querystring: noQuery,
  headers: idempotencyHeaders,
  body: addedModel,
  response: {
    202: json('The run that continues it is durable. Follow its events.', acceptedRun),
    ...failures(
      ...bodyFailures,
      'run_unknown',
      'run_open',
      'run_continued',
      'model_answered',
      'model_unknown',
      'panel_invalid',
      'idempotency_key_invalid',
      'idempotency_key_reuse',
    ),
  },
};

const list = {
  tags,
  operationId: 'listRuns',
  summary: 'List runs',
  description: 'Newest first.',
  querystring: listQuery,
  response: { 200: json('A page of runs.', runPage), ...failures() },
};

const see = {
  tags,
  operationId: 'seeRun',
  summary: 'See a run',
  description: 'All that is known of it now, whether it has ended or not.',
  params: runParams,
  querystring: noQuery,
  response: { 200: json('The run as it is now.', consensusView), ...failures('run_unknown') },
};

const stop = {
  tags,
  operationId: 'stopRun',
  summary: 'Stop a run',
  description: 'Answers that came stay. A run that has ended keeps its state.',
  params: runParams,
  querystring: noQuery,
  response: { 202: json('The run with its state.', cancelledRun), ...failures('run_unknown') },
};
