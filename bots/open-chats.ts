import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { localWorkspace, platformWorkspace } from '#core';
import type { Clock, Config, Consilience, DocumentStore, Logger, Random, Spool, WorkspaceId } from '#core';
import type { ConsensusView } from '#core/view';
import { makeActionCodec } from './action-codec.ts';
import { Budget } from './budget.ts';
import type { Delivery } from './delivery.ts';
import { Desk } from './desk.ts';
import { Inbox } from './inbox.ts';
import { LiveMessages } from './live-message/index.ts';
import { Memory } from './memory.ts';
import type { ChatAdapter, Platform } from './platform.ts';
import { Quotas } from './quotas.ts';
import { deriveKey, keyOf, makeSeal } from './seal.ts';
import { checkSlack } from './slack-config.ts';

export interface ChatsOptions {
  readonly config: Config;
  readonly consilience: Consilience;
  readonly store: DocumentStore;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** The whole run as Markdown, for a file. */
  readonly exportRun: (view: ConsensusView) => Promise<string>;
}

/** The chat platforms that are configured. */
export interface Chats {
  /** Their names, for the line that a start prints. */
  readonly platforms: readonly string[];
  /** Adds their routes; before the server is ready. */
  mount(server: FastifyInstance): Promise<void>;
  /** Goes on with what was left open, and lets deliveries in. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const none: Chats = {
  platforms: [],
  mount: () => Promise.resolve(),
  start: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** Opens the platforms that are configured, and loads no other. Throws `config_invalid`. */
export async function openChats(options: ChatsOptions): Promise<Chats> {
  const { config, store, clock, random, logger } = options;
  const slackFor = checkSlack(config);
  if (slackFor === null) {
    return none;
  }
  const key = keyOf(config.CONSILIENCE_SECRET ?? config.SLACK_SIGNING_SECRET ?? config.SLACK_BOT_TOKEN ?? randomUUID());
  const workspaceOf = ({ platform, installation }: Pick<Delivery, 'platform' | 'installation'>): WorkspaceId =>
    slackFor === 'one workspace' ? localWorkspace : platformWorkspace(platform, installation);

  const adapters = new Map<Platform, ChatAdapter>();
  const { inbox, live } = openDesk(options, { key, workspaceOf, adapters });
  const { openSlack } = await import('./slack/index.ts');
  const slack = openSlack({
    config,
    store,
    clock,
    logger,
    seal: makeSeal(key, random),
    stateSecret: Buffer.from(deriveKey(key, 'oauth state')).toString('base64url'),
    claim: (delivery) => inbox.claim(delivery),
  });
  adapters.set('slack', slack.adapter);
  return {
    platforms: [config.SLACK_APP_TOKEN === undefined ? 'Slack' : 'Slack (Socket Mode)'],
    mount: (server) => slack.mount(server),
    async start() {
      await live.start();
      await inbox.start();
      await slack.start();
    },
    async close() {
      await slack.stop();
      await inbox.close();
      await live.close();
    },
  };
}

interface Wired {
  readonly key: Uint8Array;
  readonly workspaceOf: (delivery: Pick<Delivery, 'platform' | 'installation'>) => WorkspaceId;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
}

function openDesk(options: ChatsOptions, { key, workspaceOf, adapters }: Wired) {
  const { config, consilience, store, spool, clock, random, logger } = options;
  const budget = new Budget(clock);
  const codec = makeActionCodec(deriveKey(key, 'buttons'));
  const memory = new Memory(store);
  const quotas = new Quotas(store, clock, {
    perAskerHour: config.CHAT_RUNS_PER_PERSON,
    perInstallationHour: config.CHAT_RUNS_PER_WORKSPACE,
  });
  const owner = randomUUID();
  const page = pageAddress(config);
  const linkOf = (workspace: WorkspaceId, run: string) =>
    page === null || workspace !== localWorkspace ? null : `${page}/runs/${run}`;
  const live = new LiveMessages({
    store,
    budget,
    runs: consilience.runs,
    clock,
    random,
    logger,
    owner,
    adapter: (platform) => adapters.get(platform) ?? null,
    context: ({ id, workspace, place }) => ({
      asker: place.thread === null ? place.asker : null,
      link: linkOf(workspace, id),
      token: (verb) => codec.encode(place.installation, verb, id),
    }),
    posted: (record) => desk.posted(record),
  });
  const desk = new Desk({
    consilience,
    live,
    memory,
    quotas,
    budget,
    codec,
    clock,
    logger,
    adapter: (platform) => {
      const adapter = adapters.get(platform);
      if (adapter === undefined) {
        throw new Error(`${platform} is not configured in this process.`);
      }
      return adapter;
    },
    workspaceOf,
    linkOf,
    exportRun: options.exportRun,
  });
  const inbox = new Inbox({ store, spool, clock, logger, owner, workspaceOf, work: (delivery) => desk.work(delivery) });
  return { inbox, live };
}

/** Where the page is served to people: on this machine, or to everybody when that is wanted. */
function pageAddress({ PUBLIC_URL: address, CONSILIENCE_OPEN: open }: Config): string | null {
  if (address === undefined) {
    return null;
  }
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(address).hostname);
  return isHere || open === '1' ? address : null;
}
