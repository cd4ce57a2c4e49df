import Fastify from 'fastify';
import type { App } from '../http/app.ts';
import { referencePolicy } from '../http/headers.ts';

const page = () => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="/favicon.svg">
    <title>Consilience API</title>
  </head>
  <body>
    <script id="api-reference" data-url="/openapi.json" data-configuration="${settings}"></script>
    <script src="/reference/scalar.js"></script>
  </body>
</html>
`;

/** Nothing is fetched from elsewhere: no fonts, no proxy, no telemetry, no agent. */
const settings = JSON.stringify({
  url: '/openapi.json',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  modelsSectionLabel: 'Shapes',
}).replaceAll('"', '&quot;');

/** A page that people read the API on. It works without internet. */
export function referenceRoutes(app: App): void {
  const open = { config: { policy: 'open' as const }, schema: { hide: true } };

  app.get('/reference', open, (_request, reply) =>
    reply
      .headers({ 'content-security-policy': referencePolicy, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(page()),
  );

  app.get('/reference/scalar.js', open, async (_request, reply) =>
    reply
      .header('cache-control', 'max-age=3600')
      .type('text/javascript; charset=utf-8')
      .send(await (bundle ??= readBundle())),
  );
}

let bundle: Promise<Buffer> | null = null;

/**
 * The package offers its 5 MB of script only through a plugin, and the plugin writes scripts into its page, which our
 * content policy refuses. So the plugin runs aside, when somebody first opens the page, and gives the script alone.
 */
async function readBundle(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const aside = Fastify();
  await aside.register(scalar, { routePrefix: '/aside', configuration: { url: '/openapi.json' } });
  const { rawPayload } = await aside.inject('/aside/js/scalar.js');
  await aside.close();
  return rawPayload;
}
