import type { ConsensusEvent } from '#core/view';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { frames } from './event-frames.ts';
import type { ServerLimits } from './limits.ts';

export interface EventStream {
  readonly response: ServerResponse;
  /** Sent along with those of an event stream. */
  readonly headers: OutgoingHttpHeaders;
  readonly batches: AsyncIterable<readonly ConsensusEvent[]>;
  /** Ends the stream: the viewer has gone or the server stops. */
  readonly signal: AbortSignal;
  readonly limits: Pick<ServerLimits, 'heartbeatMs' | 'stallMsMax'>;
}

/**
 * Sends events until the run ends, the viewer goes, or it takes nothing for `stallMsMax`. A stream that ends before
 * its run says so in a comment; the viewer resumes by the id of the last event it received.
 */
export async function streamEvents(stream: EventStream): Promise<void> {
  const { response, batches, limits, signal } = stream;
  open(response, stream.headers);
  const heartbeat = setInterval(() => beat(response), limits.heartbeatMs);
  let ended = false;
  try {
    for await (const batch of batches) {
      if (!(await taken(response, frames(batch), stream))) {
        break;
      }
      ended = batch.at(-1)?.type === 'run-end';
    }
  } catch (error) {
    if (!signal.aborted) {
      throw error;
    }
  } finally {
    clearInterval(heartbeat);
    const lingerMs = signal.aborted ? stoppingMs : limits.stallMsMax;
    close(response, { lastWords: ended ? '' : resumeHint, lingerMs });
  }
}

function open(response: ServerResponse, headers: OutgoingHttpHeaders): void {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  response.write('retry: 1000\n\n');
}

/** A viewer that still has to take something needs no sign of life. */
function beat(response: ServerResponse): void {
  if (response.writableLength === 0) {
    response.write(':\n\n');
  }
}

/**
 * Whether the viewer has taken it all. The next batch is only fetched then, so a slow viewer slows itself alone and
 * holds no more of this process than one piece.
 */
async function taken(response: ServerResponse, pieces: readonly Buffer[], stream: EventStream): Promise<boolean> {
  for (const piece of pieces) {
    if (stream.signal.aborted || (!response.write(piece) && !(await drained(response, stream)))) {
      return false;
    }
  }
  return true;
}

function drained(response: ServerResponse, { signal, limits }: EventStream): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDrained: boolean) => {
      clearTimeout(timer);
      response.off('drain', onDrain);
      signal.removeEventListener('abort', onAbort);
      resolve(isDrained);
    };
    const onDrain = () => settle(true);
    const onAbort = () => settle(false);
    const timer = setTimeout(onAbort, limits.stallMsMax);
    response.on('drain', onDrain);
    signal.addEventListener('abort', onAbort);
  });
}

/** What is said before a stream closes, and how long it may take to empty before its connection is cut. */
interface Closing {
  readonly lastWords: string;
  readonly lingerMs: number;
}

const resumeHint = ': resume with Last-Event-ID\n\n';
/** A server that stops does not wait for viewers that read slowly. */
const stoppingMs = 1_000;

function close(response: ServerResponse, { lastWords, lingerMs }: Closing): void {
  response.end(lastWords);
  const cut = setTimeout(() => response.destroy(), lingerMs);
  cut.unref();
  response.once('close', () => clearTimeout(cut));
}
