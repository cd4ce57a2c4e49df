import type { FastifyInstance } from 'fastify';
import { readConfig } from '#core';
import type { Config } from '#core';
import { openChats } from '#bots';
import { openConsilience } from '#core/wiring';
import type { OpenConsilience } from '#core/wiring';
import type { Rehearsal } from '#core/rehearsal';
import { writeRun } from '../../../api/presenters/run-markdown/write-run.ts';
import { buildServer } from '../../../api/server.ts';
import { SlackEmulator } from '../emulator/emulator.ts';
import type { EmulatorOptions } from '../emulator/emulator.ts';
import { scopes } from '../scopes.ts';

export interface Scene {
  readonly slack: SlackEmulator;
  readonly instances: readonly Instance[];
  close(): Promise<void>;
}

/** One process of ours: the product, its server and its bot. */
export interface Instance {
  readonly config: Config;
  readonly consilience: OpenConsilience;
  readonly server: FastifyInstance;
  readonly origin: string;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly dataDir: string;
  readonly upstream: Rehearsal;
  readonly instances?: number;
  /** Settings that replace those of one workspace over HTTP. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly emulator?: Partial<EmulatorOptions>;
}

export const secrets = {
  signingSecret: 'e3a1b2c4d5e6f70718293a4b5c6d7e8f',
  token: 'xoxb-emulated-0123456789',
  appToken: 'xapp-emulated-0123456789',
  clientId: '123.456',
  clientSecret: 'client-secret-0123456789',
} as const;

/** An emulated Slack and our instances before it, all real but Slack and the models. */
export async function startScene(options: SceneOptions): Promise<Scene> {
  const slack = new SlackEmulator({
    ...secrets,
    scopes,
    requestUrl: null,
    now: Date.now,
    fault: () => null,
    retryMs: [],
    ...options.emulator,
  });
  await slack.listen(0);
  const settings = options.settings ?? { SLACK_BOT_TOKEN: secrets.token };
  const instances: Instance[] = [];
  for (let index = 0; index < (options.instances ?? 1); index += 1) {
    instances.push(await startInstance(options, settings, slack));
  }
  slack.pointAt(`${instances[0]?.origin}/slack/events`);
  return {
    slack,
    instances,
    async close() {
      await Promise.all(instances.map((instance) => instance.close()));
      await slack.close();
    },
  };
}

async function startInstance(
  { dataDir, upstream }: SceneOptions,
  settings: Readonly<Record<string, string>>,
  slack: SlackEmulator,
): Promise<Instance> {
  const config = readConfig({
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    ...rehearsalSettings(upstream),
    ...settings,
  });
  const consilience = await openConsilience(config);
  const { operations, store, spool, clock, random, logger } = consilience;
  const chats = await openChats({
    config,
    consilience,
    store,
    spool,
    clock,
    random,
    logger,
    exportRun: async (view) => writeRun(view),
  });
  const server = await buildServer({
    consilience,
    operations,
    config,
    logger,
    chats,
    pageDir: '/nowhere',
    version: '0.0.0',
  });
  await server.listen({ host: '127.0.0.1', port: settings['PORT'] === undefined ? 0 : config.PORT });
  await chats.start();
  return {
    config,
    consilience,
    server,
    origin: server.listeningOrigin,
    async close() {
      await server.close();
      await chats.close();
      await consilience.close();
    },
  };
}

/** Three vendors that the rehearsal plays. */
function rehearsalSettings({ baseUrls, models }: Rehearsal): Record<string, string> {
  return {
    OPENAI_API_KEY: 'rehearsal',
    OPENAI_BASE_URL: baseUrls.openai,
    ANTHROPIC_API_KEY: 'rehearsal',
    ANTHROPIC_BASE_URL: baseUrls.anthropic,
    GOOGLE_API_KEY: 'rehearsal',
    GOOGLE_BASE_URL: baseUrls.google,
    CONSILIENCE_MODELS: models
      .filter(({ vendor }) => vendor !== 'perplexity' && vendor !== 'vllm')
      .map(({ vendor, name }) => `${vendor}/${name}`)
      .join(','),
  };
}
