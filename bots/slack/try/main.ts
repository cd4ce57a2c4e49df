import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ConsilienceError, readConfig } from '#core';
import { SlackEmulator } from '../emulator/emulator.ts';
import { servePage } from '../emulator/serve-page.ts';
import { scopes } from '../scopes.ts';
import { openInstance } from '../testing/open-instance.ts';

/**
 * `npm run try:slack`: the bot as it runs in production, before an emulated Slack with a page of its own, so that it can be
 * seen without a workspace. Without keys rehearsal models answer.
 */
const pagePort = Number(process.env['TRY_SLACK_PORT'] ?? 4_290);
const secret = () => randomBytes(24).toString('hex');

await start().catch((error: unknown) => {
  const words = error instanceof ConsilienceError ? `${error.message} ${error.action}` : String(error);
  process.stderr.write(`${words}\n`);
  process.exit(1);
});

async function start(): Promise<void> {
  const keys = { signingSecret: secret(), token: `xoxb-${secret()}`, appToken: `xapp-${secret()}` };
  const slack = new SlackEmulator({
    ...keys,
    clientId: 'emulated',
    clientSecret: secret(),
    scopes,
    requestUrl: null,
    now: Date.now,
    fault: () => null,
    retryMs: [1_000, 60_000, 300_000],
  });
  servePage(slack);
  await slack.listen(pagePort);

  const config = readConfig({
    LOG_LEVEL: 'warn',
    PORT: '4280',
    ...process.env,
    PUBLIC_URL: `http://127.0.0.1:${process.env['PORT'] ?? '4280'}`,
    SLACK_SIGNING_SECRET: keys.signingSecret,
    SLACK_BOT_TOKEN: keys.token,
    SLACK_API_URL: slack.apiUrl,
    SLACK_APP_TOKEN: '',
    SLACK_CLIENT_ID: '',
    SLACK_CLIENT_SECRET: '',
  });
  const pageDir = fileURLToPath(new URL('../../../admin/dist', import.meta.url));
  const instance = await openInstance({ config, pageDir, port: config.PORT });
  slack.pointAt(`${instance.origin}/slack/events`);

  const { sentence } = await instance.consilience.models.describe(AbortSignal.timeout(10_000));
  process.stdout.write(`An emulated Slack with the bot in it: ${slack.origin}\n${sentence}\n`);
  const stop = () => {
    void instance
      .close()
      .then(() => slack.close())
      .finally(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
