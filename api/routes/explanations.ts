import { explainRun } from '#core';
import { explanation } from '../contract/explanation.ts';
import { runParams } from '../contract/runs.ts';
import type { App, RouteContext } from '../http/app.ts';
import { failures, json, noQuery } from '../http/responses.ts';

export function explanationRoutes(app: App, { consilience: { runs } }: RouteContext): void {
  app.get('/v1/runs/:id/explanation', { config: { policy: 'read' }, schema: explain }, (request) =>
    runs.view(request.workspace, request.params.id).then(explainRun),
  );
}

const explain = {
  tags: ['Runs'],
  operationId: 'explainRun',
  summary: 'Explain the agreement of a run',
  description:
    'What the score is made of: its terms, what weighed in each pair, and what the answers say point by point. Of what has come by now.',
  params: runParams,
  querystring: noQuery,
  response: { 200: json('The explanation.', explanation), ...failures('run_unknown') },
};
