import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { runId } from './script.ts';

/**
 * The least that a page can do with the same events: it follows them and appends their text to one `<pre>` a model, once a
 * frame. No Markdown, no state, no verdict.
 */
const page = `<!doctype html><meta charset="utf-8"><title>plain</title>
<style>body{font:16px/1.55 sans-serif;margin:0} .answers{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:12px}
pre{margin:0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere} .short pre{max-height:350px;overflow:hidden}</style>
<h1>plain</h1><div class="answers"></div>
<script>
const boxes = new Map(); let waiting = []; let asked = false;
function flush(){ asked = false; const texts = new Map();
  for (const e of waiting.splice(0)) if (e.type === 'answer-delta') texts.set(e.model, (texts.get(e.model) ?? '') + e.text);
  for (const [model, text] of texts) { let box = boxes.get(model);
    if (!box) { box = document.createElement('pre'); document.querySelector('.answers').append(box); boxes.set(model, box); }
    box.append(text); } }
if (location.search) { if (location.search.includes('short')) document.querySelector('.answers').classList.add('short');
  const source = new EventSource('/events'); 
  for (const type of ['run-start','answer-start','answer-delta']) source.addEventListener(type, (m) => { waiting.push(JSON.parse(m.data));
    if (!asked) { asked = true; requestAnimationFrame(flush); } }); }
</script>`;

export interface PlainPage {
  readonly address: string;
  close(): void;
}

/** Serves the plain page, with the events of the API at `api`. */
export async function servePlainPage(api: string): Promise<PlainPage> {
  const server: Server = createServer((request, response) => {
    if (request.url !== '/events') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
      return;
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    void relay(`${api}/v1/runs/${runId}/events`, {
      signal: gone.signal,
      write: (chunk) => response.write(chunk),
    }).finally(() => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function relay(
  address: string,
  { signal, write }: { readonly signal: AbortSignal; readonly write: (chunk: Uint8Array) => void },
): Promise<void> {
  try {
    const { body } = await fetch(address, { signal });
    for await (const chunk of body ?? []) {
      write(chunk);
    }
  } catch {
    // The page went away.
  }
}
