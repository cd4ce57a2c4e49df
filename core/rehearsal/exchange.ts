import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ending, Sink } from './stage.ts';

/** The request's body, or null when it is over `bytesMax`. Throws when the client goes away. */
export async function readBody(request: IncomingMessage, bytesMax = bodyBytesMax): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes <= bytesMax) {
      chunks.push(chunk);
    }
  }
  return bytes > bytesMax ? null : Buffer.concat(chunks).toString('utf8');
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** A response that the stage plays. The head goes out with the first frame, even an empty one. */
export function responseSink(response: ServerResponse, contentType: string): Sink {
  function open(): void {
    if (!response.headersSent) {
      response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-cache' });
      response.flushHeaders();
    }
  }
  return {
    get blocked() {
      return response.writableNeedDrain;
    },
    write(text) {
      open();
      if (text !== '') {
        response.write(text);
      }
    },
    end(ending: Ending) {
      if (ending === 'close') {
        open();
        response.end();
      } else if (ending === 'reset') {
        response.socket?.resetAndDestroy();
      }
    },
  };
}

const bodyBytesMax = 4 * 1_024 * 1_024;
