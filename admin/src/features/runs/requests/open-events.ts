import type { ConsensusEvent } from '#api/contract';
import { createParser } from 'eventsource-parser';
import { ApiError, apiError, unreachable } from '../../../ui/fetch-json.ts';

/** The server beats every 15 s: a connection that is silent for longer than two beats is dead. */
const silenceMsMax = 40_000;

/**
 * The events of a run with `seq > after`, in batches as they arrive; an empty batch says that the connection stands. Ends when the server ends the stream, which it does
 * after `run-end` and may do at any time. Throws `ApiError`; a broken or silent connection is one with status 0.
 */
export async function* openEvents(
  run: { readonly id: string; readonly after: number },
  signal: AbortSignal,
): AsyncGenerator<readonly ConsensusEvent[]> {
  const silence = new AbortController();
  const dead = AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), silenceMsMax);
  try {
    const body = await connect(run, dead);
    yield [];
    const batch: ConsensusEvent[] = [];
    const parser = createParser({ onEvent: (message) => batch.push(JSON.parse(message.data) as ConsensusEvent) });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMsMax);
      parser.feed(value);
      if (batch.length > 0) {
        yield batch.splice(0);
      }
    }
  } catch (cause) {
    throw cause instanceof ApiError ? cause : unreachable();
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

async function connect(run: { id: string; after: number }, signal: AbortSignal): Promise<ReadableStream<BufferSource>> {
  const response = await fetch(`/v1/runs/${encodeURIComponent(run.id)}/events`, {
    headers: { accept: 'text/event-stream', 'last-event-id': String(run.after) },
    cache: 'no-store',
    signal,
  });
  if (!response.ok || response.body === null) {
    throw await apiError(response);
  }
  return response.body;
}
