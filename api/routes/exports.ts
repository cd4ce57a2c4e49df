import type { ConsensusView } from '#core/view';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { exportedRun, exportQuery } from '../contract/exports.ts';
import { runParams } from '../contract/runs.ts';
import { sharedParams } from '../contract/shares.ts';
import type { App, RouteContext } from '../http/app.ts';
import { neverListed } from '../http/headers.ts';
import { failures } from '../http/responses.ts';
import { fileNameOf } from '../presenters/file-name.ts';

export function exportRoutes(app: App, { consilience: { runs, shares } }: RouteContext): void {
  app.get('/v1/runs/:id/export', { config: { policy: 'read' }, schema: exportRun }, async (request, reply) =>
    send(reply, await runs.view(request.workspace, request.params.id), request.query.format),
  );

  app.get('/v1/shared/:token/export', { config: { policy: 'open' }, schema: exportShared }, async (request, reply) => {
    reply.headers(neverListed);
    return send(reply, (await shares.open(request.params.token)).view, request.query.format);
  });
}

type Format = z.output<typeof exportQuery>['format'];

/** As a file, so that no browser draws it in the place of the page. The reader of Markdown comes with the first export: it is large. */
async function send(reply: FastifyReply, run: ConsensusView, format: Format = 'markdown') {
  const { rehearsalNotice, writeRun } = await import('../presenters/run-markdown/write-run.ts');
  const name = `${fileNameOf(run.question)}.${format === 'json' ? 'json' : 'md'}`;
  reply.header('content-disposition', `attachment; filename="${name}"`);
  if (format === 'markdown') {
    return reply.type('text/markdown; charset=utf-8').send(writeRun(run));
  }
  const exported = { format: 'consilience-run', version: 1, notice: rehearsalNotice(run), run } as const;
  return reply.type('application/json; charset=utf-8').send(exported);
}

const exported = {
  description: 'The file.',
  content: {
    'application/json': { schema: exportedRun },
    'text/markdown': { schema: z.string() },
  },
};

const exportRun = {
  tags: ['Runs'],
  operationId: 'exportRun',
  summary: 'Export a run',
  description: 'As a Markdown document to read or as JSON to read by machine. Simulated models are labelled in both.',
  params: runParams,
  querystring: exportQuery,
  response: { 200: exported, ...failures('run_unknown') },
};

const exportShared = {
  tags: ['Shares'],
  operationId: 'exportShared',
  summary: 'Export what a link opens',
  params: sharedParams,
  querystring: exportQuery,
  response: { 200: exported, ...failures('share_unknown') },
};
