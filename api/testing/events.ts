import type { ConsensusEvent } from '#core/view';
import { createParser } from 'eventsource-parser';
import { type IncomingMessage, request } from 'node:http';

export interface Viewed {
  readonly response: IncomingMessage;
  /** All bytes so far. */
  text(): string;
  events(): readonly ConsensusEvent[];
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  leave(): void;
}

/** Opens an event stream as a browser does. */
export function view(port: number, path: string, headers: Record<string, string> = {}): Promise<Viewed> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      const ended = new Promise<void>((settle) => {
        response.on('close', settle);
      });
      const text = () => Buffer.concat(chunks).toString();
      resolve({ response, text, events: () => parsed(text()), ended, leave: () => void call.destroy() });
    });
    call.on('error', reject);
    call.end();
  });
}

/** The events of a stream, each checked to carry its own sequence and type on its frame. */
function parsed(text: string): readonly ConsensusEvent[] {
  const events: ConsensusEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      const value = JSON.parse(data) as ConsensusEvent;
      if (String(value.seq) !== id || value.type !== event) {
        throw new Error(`A frame says ${id} ${event}, its event ${value.seq} ${value.type}`);
      }
      events.push(value);
    },
  });
  parser.feed(text);
  return events;
}
