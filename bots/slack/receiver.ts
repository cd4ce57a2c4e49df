import { App, SocketModeReceiver } from '@slack/bolt';
import type { Receiver } from '@slack/bolt';
import type { Logger } from '#core';
import type { Delivery } from '../delivery.ts';
import { readInbound } from './inbound.ts';

type ReceiverEvent = Parameters<App['processEvent']>[0];
type Reply = Readonly<Record<string, unknown>> | null;

export interface SlackApp {
  /** Works on one request body of Slack. What it resolves to is the body of the acknowledgement; when it throws there is none. */
  receive(body: Record<string, unknown>): Promise<Reply>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface SlackAppOptions {
  /** Claims a delivery durably. Throws when it could not. */
  readonly claim: (delivery: Delivery) => Promise<unknown>;
  readonly logger: Logger;
  /** For Socket Mode; null for requests over HTTP. */
  readonly socket: { readonly appToken: string; readonly apiUrl: string } | null;
}

/**
 * The Bolt app. Bolt acknowledges an event before any listener has run; here the acknowledgement is held back until the
 * claim is durable, on both ways in.
 */
export function slackApp({ claim, logger, socket }: SlackAppOptions): SlackApp {
  const receiver = socket === null ? new HttpReceiver() : new HoldingSocketReceiver(socket, quietLogger(logger));
  const app = new App({
    receiver,
    // Tokens are looked up when something is sent: nothing but the claim stands between a request and its acknowledgement.
    authorize: () => Promise.resolve({}),
    ignoreSelf: false,
    logger: quietLogger(logger),
  });
  app.use(async ({ body, ack }) => {
    const { delivery, reply } = readInbound(body);
    if (delivery !== null) {
      await claim(delivery);
    }
    if (typeof ack === 'function') {
      await (ack as (reply: Reply) => Promise<void>)(reply);
    }
  });
  app.error(async (error) => {
    throw error;
  });
  return {
    receive: (body) => held(app, { body, ack: nothing }),
    start: async () => {
      await receiver.start();
    },
    stop: async () => {
      await receiver.stop();
    },
  };
}

/** Lets Bolt work on an event, keeps what it wanted to acknowledge, and hands that over when all has gone well. */
async function held(app: App, event: ReceiverEvent): Promise<Reply> {
  let reply: Reply = null;
  await app.processEvent({
    ...event,
    ack: async (response: unknown) => {
      reply = typeof response === 'object' && response !== null ? (response as Reply) : reply;
    },
  });
  return reply;
}

/** Requests come in through a route of the server. */
class HttpReceiver implements Receiver {
  init(): void {
    // The route calls the app itself.
  }
  start(): Promise<void> {
    return Promise.resolve();
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

class HoldingSocketReceiver extends SocketModeReceiver {
  constructor({ appToken, apiUrl }: NonNullable<SlackAppOptions['socket']>, logger: ReturnType<typeof quietLogger>) {
    super({ appToken, logger, installerOptions: { clientOptions: { slackApiUrl: apiUrl } } });
  }

  override init(app: App): void {
    const processEvent = async (event: ReceiverEvent) => {
      const reply = await held(app, event);
      await event.ack(reply ?? undefined);
    };
    super.init({ processEvent } as unknown as App);
  }
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

/** Bolt's own lines, without the bodies that they may hold. */
function quietLogger(logger: Logger) {
  const told = (level: 'warn' | 'error') => () => logger[level]('slack: bolt has something to say', { level });
  return {
    debug: ignored,
    info: ignored,
    warn: told('warn'),
    error: told('error'),
    setLevel: ignored,
    getLevel: () => 'warn' as never,
    setName: ignored,
  };
}

function ignored(): void {
  // Our own lines say what matters.
}
