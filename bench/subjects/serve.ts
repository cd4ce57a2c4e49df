import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { obeyBench } from './control.ts';

/** A server without a framework: each POST carries `{question}`, which `answer` answers on the response. */
export async function serve(answer: (question: string, response: ServerResponse) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    text(request)
      .then((body) => answer((JSON.parse(body) as { question: string }).question, response))
      .catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        response.destroy();
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  obeyBench(`http://127.0.0.1:${port}`, async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
}
