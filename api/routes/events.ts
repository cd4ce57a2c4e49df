import { ConsilienceError } from '#core';
import type { ConsensusView } from '#core/view';
import type { OutgoingHttpHeaders } from 'node:http';
import { eventFrame } from '../contract/events.ts';
import { followHeaders, followQuery, runParams } from '../contract/runs.ts';
import type { App, RouteContext } from '../http/app.ts';
import { streamEvents } from '../http/event-stream.ts';
import { empty, failures } from '../http/responses.ts';

export function eventRoutes(app: App, { consilience: { runs }, limits, stopping, logger }: RouteContext): void {
  let open = 0;

  app.get('/v1/runs/:id/events', { config: { policy: 'read' }, schema: follow }, async (request, reply) => {
    const { workspace } = request;
    const { id } = request.params;
    const after = Number(request.headers['last-event-id'] ?? request.query.after ?? 0);
    if (isOver(await runs.view(workspace, id), after)) {
      return reply.code(204).send();
    }
    if (open >= limits.streamsMax) {
      throw new ConsilienceError('overloaded', { message: 'Too many event streams are open.' });
    }
    reply.hijack();
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort(viewerGone));
    const signal = AbortSignal.any([gone.signal, stopping]);
    open++;
    try {
      const batches = runs.follow({ workspace, id, after }, signal);
      await streamEvents({
        response: reply.raw,
        headers: reply.getHeaders() as OutgoingHttpHeaders,
        batches,
        signal,
        limits,
      });
    } catch (error) {
      logger.warn('event stream failed', { requestId: request.id, runId: id, error });
    } finally {
      open--;
    }
  });
}

/** One for all: an abort without a reason makes an exception with a stack. */
const viewerGone = new Error('The viewer has gone.');

function isOver(view: ConsensusView, after: number): boolean {
  return view.state !== 'queued' && view.state !== 'running' && after >= view.seq;
}

const follow = {
  tags: ['Runs'],
  operationId: 'followRun',
  summary: 'Follow a run',
  description: [
    'Server-sent events: the stored ones first, then live ones; the stream ends after `run-end`.',
    'Each frame has `id` (the sequence), `event` (the type) and `data` (the event as JSON).',
    'A stream that was cut resumes by Last-Event-ID, as browsers do by themselves, or by `after`.',
    'A comment comes every 15 s.',
    'When the run has ended and nothing is left to send the answer is 204, which tells a browser to stop.',
  ].join(' '),
  params: runParams,
  querystring: followQuery,
  headers: followHeaders,
  response: {
    200: {
      description: 'A stream of frames.',
      content: { 'text/event-stream': { schema: eventFrame } },
    },
    204: empty('The run has ended and the viewer has seen all of it.'),
    ...failures('run_unknown'),
  },
};
