/** The door of Slack. It is opened lazily: nobody who does not use Slack carries it. */
import type { FastifyInstance } from 'fastify';
import type { Config, Clock, DocumentStore, Logger } from '#core';
import type { Delivery } from '../delivery.ts';
import type { ChatAdapter } from '../platform.ts';
import type { Seal } from '../seal.ts';
import { SlackAdapter } from './adapter.ts';
import { fixedGrant, Installations } from './installations.ts';
import { slackApp } from './receiver.ts';
import { slackRoutes } from './routes.ts';

export interface SlackOptions {
  readonly config: Config;
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly seal: Seal;
  /** A text of its own for the state of an installation. */
  readonly stateSecret: string;
  readonly claim: (delivery: Delivery) => Promise<unknown>;
}

export interface Slack {
  readonly adapter: ChatAdapter;
  mount(server: FastifyInstance): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const requestMsMax = 10_000;

export function openSlack({ config, store, clock, logger, seal, stateSecret, claim }: SlackOptions): Slack {
  const apiUrl = config.SLACK_API_URL.endsWith('/') ? config.SLACK_API_URL : `${config.SLACK_API_URL}/`;
  const token = config.SLACK_BOT_TOKEN;
  const installations = token === undefined ? new Installations(store, seal, clock) : null;
  const grants = installations ?? fixedGrant(token ?? '');
  const appToken = config.SLACK_APP_TOKEN;
  const app = slackApp({ claim, logger, socket: appToken === undefined ? null : { appToken, apiUrl } });
  const { clientId, clientSecret } = { clientId: config.SLACK_CLIENT_ID, clientSecret: config.SLACK_CLIENT_SECRET };
  const oauth =
    installations === null || clientId === undefined || clientSecret === undefined
      ? null
      : { clientId, clientSecret, stateSecret, installations, apiUrl, publicUrl: config.PUBLIC_URL ?? null };
  return {
    adapter: new SlackAdapter(grants, { apiUrl, timeoutMs: requestMsMax }),
    mount: (server) =>
      slackRoutes(server, {
        app,
        clock,
        logger,
        signingSecret: appToken === undefined ? (config.SLACK_SIGNING_SECRET ?? null) : null,
        oauth,
      }),
    start: () => app.start(),
    stop: () => app.stop(),
  };
}
