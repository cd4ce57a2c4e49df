import { readConfig } from '#core';
import type { Rehearsal } from '#core/rehearsal';
import { SlackEmulator } from '../emulator/emulator.ts';
import type { EmulatorOptions } from '../emulator/emulator.ts';
import { scopes } from '../scopes.ts';
import { openInstance } from './open-instance.ts';
import type { Instance } from './open-instance.ts';

export interface Scene {
  readonly slack: SlackEmulator;
  readonly instances: readonly Instance[];
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
  const port = settings['PORT'] === undefined ? 0 : config.PORT;
  return await openInstance({ config, pageDir: '/nowhere', port });
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
