import { InstallProvider } from '@slack/oauth';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock, Logger } from '#core';
import type { Installations } from './installations.ts';
import type { SlackApp } from './receiver.ts';
import { scopes } from './scopes.ts';
import { isSignedBySlack } from './signature.ts';

export interface SlackRouteOptions {
  readonly app: SlackApp;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null in Socket Mode: there is no way in over HTTP then. */
  readonly signingSecret: string | null;
  readonly oauth: SlackOAuth | null;
}

export interface SlackOAuth {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly stateSecret: string;
  readonly installations: Installations;
  readonly apiUrl: string;
  /** Where people reach this server, without a slash at the end; null asks Slack for the address of the app's settings. */
  readonly publicUrl: string | null;
}

const bodyBytesMax = 1024 * 1024;
/** Slack waits for three seconds; a request that is not acknowledged by then comes again. */
const ackMsMax = 2_500;

/** Slack's ways in. They are encapsulated: bodies are kept as the bytes that were signed. */
export async function slackRoutes(server: FastifyInstance, options: SlackRouteOptions): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: bodyBytesMax },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    const { signingSecret, oauth } = options;
    if (signingSecret !== null) {
      scope.post('/slack/events', open('raw'), (request, reply) =>
        events(request, reply, { ...options, signingSecret }),
      );
    }
    if (oauth !== null) {
      const provider = installProvider(oauth);
      const redirect = oauth.publicUrl === null ? {} : { redirectUri: `${oauth.publicUrl}/slack/oauth_redirect` };
      scope.get('/slack/install', open('none'), async (request, reply) => {
        reply.hijack();
        await provider.handleInstallPath(request.raw, reply.raw, {}, { scopes: [...scopes], ...redirect });
      });
      scope.get('/slack/oauth_redirect', open('none'), async (request, reply) => {
        reply.hijack();
        await provider.handleCallback(request.raw, reply.raw);
      });
    }
  });
}

/** Routes of a chat platform: outside the description of the API, open to whoever can sign. */
function open(body: 'raw' | 'none') {
  return { config: { policy: 'open', body, rateLimit: false }, schema: { hide: true } } as const;
}

async function events(
  request: FastifyRequest,
  reply: FastifyReply,
  { app, clock, logger, signingSecret }: SlackRouteOptions & { readonly signingSecret: string },
): Promise<unknown> {
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
  if (!isSignedBySlack({ timestamp, signature, body: bytes }, signingSecret, clock.now())) {
    reply.code(401);
    return { error: 'The request is not signed by Slack, or too old.' };
  }
  const body = readBody(bytes, request.headers['content-type'] ?? '');
  if (body === null) {
    reply.code(400);
    return { error: 'The body cannot be read.' };
  }
  if (body['type'] === 'url_verification') {
    return { challenge: body['challenge'] };
  }
  try {
    const answer = await within(clock, app.receive(body));
    return answer ?? reply.code(200).send();
  } catch (error) {
    // Without an acknowledgement Slack sends it again.
    logger.error('slack: a request was not acknowledged', { error });
    reply.code(503);
    return { error: 'Not taken. Send it again.' };
  }
}

function within<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const takeBack = clock.after(ackMsMax, () => reject(new Error('The claim took too long.')));
    work.then(resolve, reject).finally(takeBack);
  });
}

/** JSON for events; a form for commands; a form with a JSON field for interactivity. */
function readBody(bytes: Uint8Array, type: string): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!type.startsWith('application/x-www-form-urlencoded')) {
      return object(JSON.parse(text));
    }
    const form = new URLSearchParams(text);
    const payload = form.get('payload');
    return payload === null ? Object.fromEntries(form) : object(JSON.parse(payload));
  } catch {
    return null;
  }
}

function object(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function installProvider({ clientId, clientSecret, stateSecret, installations, apiUrl }: SlackOAuth): InstallProvider {
  return new InstallProvider({
    clientId,
    clientSecret,
    stateSecret,
    installationStore: installations,
    clientOptions: { slackApiUrl: apiUrl },
    authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href,
    // The state is a signed cookie: an installation ends in the browser in which it began.
    legacyStateVerification: false,
    directInstall: true,
  });
}
