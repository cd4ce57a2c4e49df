import { changedModels, keyCheck, modelsView, newKeyCheck } from '../contract/models.ts';
import { statsQuery, statsView } from '../contract/stats.ts';
import type { App, RouteContext } from '../http/app.ts';
import { runRate } from '../http/rate.ts';
import { bodyFailures, failures, json, noQuery } from '../http/responses.ts';

const describeMsMax = 10_000;
const checkMsMax = 15_000;
const statsDays = 30;

/** Who can be asked, what was chosen of them, and what they did. */
export function modelRoutes(app: App, { consilience: { models, stats }, limits }: RouteContext): void {
  const rateLimit = runRate(limits);

  app.get('/v1/models', { config: { policy: 'read' }, schema: listModels }, (request) =>
    models.describe(AbortSignal.timeout(describeMsMax), request.workspace),
  );

  app.patch('/v1/models', { config: { policy: 'manage' }, schema: change }, (request) =>
    models.change({ workspace: request.workspace, ...request.body }, AbortSignal.timeout(describeMsMax)),
  );

  app.post('/v1/models/checks', { config: { policy: 'manage', rateLimit }, schema: check }, (request) =>
    models.check(request.workspace, request.body.vendor, AbortSignal.timeout(checkMsMax)),
  );

  app.get('/v1/models/stats', { config: { policy: 'read' }, schema: seeStats }, (request) =>
    stats.models(request.workspace, { days: Number(request.query.days ?? statsDays) }),
  );
}

const tags = ['Models'];

const listModels = {
  tags,
  operationId: 'listModels',
  summary: 'List models',
  description: 'Who can be asked, why these, and how to change it.',
  querystring: noQuery,
  response: { 200: json('The models.', modelsView), ...failures() },
};

const change = {
  tags,
  operationId: 'changeModels',
  summary: 'Choose models',
  description:
    'Switches models off, and sets the default panel and who writes the synthesis. What is left out stays; it is kept over restarts and stands before the configuration.',
  querystring: noQuery,
  body: changedModels,
  response: {
    200: json('The models as they are now.', modelsView),
    ...failures(...bodyFailures, 'panel_invalid', 'model_unknown'),
  },
};

const check = {
  tags,
  operationId: 'checkKey',
  summary: 'Check the key of a vendor',
  description:
    'Asks the vendor something that needs the key and costs nothing. A key that does not work is a result, not an error.',
  querystring: noQuery,
  body: newKeyCheck,
  response: { 200: json('What the vendor said.', keyCheck), ...failures(...bodyFailures, 'model_unknown') },
};

const seeStats = {
  tags,
  operationId: 'seeStats',
  summary: 'See what each model did',
  description: 'Counted as runs end: answers, times, costs, and who agreed with whom.',
  querystring: statsQuery,
  response: { 200: json('The counts.', statsView), ...failures() },
};
