import type { WebClient } from '@slack/web-api';
import { cut } from '#core/markdown';
import type { Home, Lane, Part, Place, SendResult } from '../message.ts';
import type { ChatAdapter } from '../platform.ts';
import { renderHome } from './home.ts';
import type { Grants } from './installations.ts';
import { lanes } from './limits.ts';
import { renderAnswers, renderRun } from './render.ts';
import { failure, sent, slackClient } from './transport.ts';
import type { TransportOptions } from './transport.ts';

const metadataType = 'consilience_part';
const clientsMax = 500;
/** Nothing of ours is looked at by Slack for names, and no address is fetched to be shown. */
const inert = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
const uninstalled: SendResult = { ok: false, kind: 'forbidden', detail: 'not_installed' };

/** Slack through its Web API: one client a token, and no policy of retries but that of the live messages. */
export class SlackAdapter implements ChatAdapter {
  readonly platform = 'slack';
  readonly gapMs = 1_200;
  readonly lateMs = 10_000;
  readonly render = renderRun;
  readonly renderAnswers = renderAnswers;
  readonly #grants: Grants;
  readonly #transport: TransportOptions;
  readonly #clients = new Map<string, WebClient>();

  constructor(grants: Grants, transport: TransportOptions) {
    this.#grants = grants;
    this.#transport = transport;
  }

  lane(kind: 'post' | 'edit', { installation, channel }: Place): Lane {
    return kind === 'edit'
      ? { key: `slack/${installation}/update`, ...lanes.edit }
      : { key: `slack/${installation}/post/${channel}`, ...lanes.post };
  }

  post(place: Place, part: Part, key: string): Promise<SendResult> {
    return this.#call(place, {
      method: 'chat.postMessage',
      ...inert,
      ...part,
      ...at(place),
      metadata: { event_type: metadataType, event_payload: { key } },
    });
  }

  edit({ installation, channel }: Place, part: Part, ref: string): Promise<SendResult> {
    // An edit that leaves the blocks out keeps those of before.
    const message = { parse: 'none', link_names: false, blocks: [], ...part };
    return this.#call({ installation }, { method: 'chat.update', ...message, channel, ts: ref });
  }

  async find(place: Place, key: string): Promise<{ readonly ref: string } | null | 'unknown'> {
    const slack = await this.#client(place.installation).catch(() => null);
    return slack === null ? 'unknown' : findMessage(slack, place, key);
  }

  async whisper(place: Place, sentence: string): Promise<SendResult> {
    if (place.replyUrl !== null && isOfSlack(place.replyUrl, this.#transport)) {
      const answered = await respond(place.replyUrl, sentence, this.#transport);
      if (answered.ok) {
        return answered;
      }
    }
    const message = { ...inert, text: sentence, ...at(place) };
    const near = await (place.channel.startsWith('D')
      ? this.#call(place, { method: 'chat.postMessage', ...message })
      : this.#call(place, { method: 'chat.postEphemeral', ...message, user: place.asker }));
    return near.ok || near.kind !== 'forbidden'
      ? near
      : this.#call(place, { method: 'chat.postMessage', ...inert, channel: place.asker, text: sentence });
  }

  attach(place: Place, { name, text }: { readonly name: string; readonly text: string }): Promise<SendResult> {
    return this.#with(place, async (slack) => {
      const file = { filename: name, title: name, content: text, channel_id: place.channel };
      await slack.filesUploadV2(place.thread === null ? file : { ...file, thread_ts: place.thread });
      return {};
    });
  }

  async working({ installation, channel, thread }: Place): Promise<void> {
    if (channel.startsWith('D') && thread !== null) {
      const status = { channel_id: channel, thread_ts: thread, status: 'is asking the models' };
      await this.#call({ installation }, { method: 'assistant.threads.setStatus', ...status });
    }
  }

  async greet({ installation, channel, thread }: Place, suggestions: readonly string[]): Promise<SendResult> {
    if (suggestions.length === 0) {
      return { ok: true, ref: '' };
    }
    const prompts = suggestions.map((question) => ({ title: cut(question, 75), message: question }));
    const shown = { channel_id: channel, title: 'Try one of these', prompts };
    const method = 'assistant.threads.setSuggestedPrompts';
    return this.#call({ installation }, { method, ...shown, ...(thread === null ? {} : { thread_ts: thread }) });
  }

  showHome(installation: string, home: Home): Promise<SendResult> {
    return this.#call({ installation }, { method: 'views.publish', user_id: home.actor, view: renderHome(home) });
  }

  async mayManage(installation: string, actor: string): Promise<boolean> {
    const grant = await this.#grants.of(installation).catch(() => null);
    return grant?.installer === actor;
  }

  forget(installation: string): Promise<void> {
    return this.#grants.forget(installation);
  }

  #call(place: Pick<Place, 'installation'>, { method, ...given }: Call): Promise<SendResult> {
    return this.#with(place, (slack) => slack.apiCall(method, given));
  }

  async #with(
    { installation }: Pick<Place, 'installation'>,
    work: (slack: WebClient) => Promise<object>,
  ): Promise<SendResult> {
    const slack = await this.#client(installation).catch(() => 'unreadable' as const);
    // The store is down, or the token cannot be opened: nothing was sent.
    return slack === 'unreadable'
      ? { ok: false, kind: 'retry' }
      : slack === null
        ? uninstalled
        : sent(() => work(slack));
  }

  async #client(installation: string): Promise<WebClient | null> {
    const grant = await this.#grants.of(installation);
    if (grant === null) {
      return null;
    }
    const known = this.#clients.get(grant.token);
    if (known !== undefined) {
      return known;
    }
    if (this.#clients.size >= clientsMax) {
      this.#clients.clear();
    }
    const made = slackClient(grant.token, this.#transport);
    this.#clients.set(grant.token, made);
    return made;
  }
}

type Call = Readonly<Record<string, unknown>> & { readonly method: string };

function at({ channel, thread }: Place): Readonly<Record<string, unknown>> {
  return thread === null ? { channel } : { channel, thread_ts: thread };
}

/** Only where the app may read the conversation, which it asks for in direct messages alone. */
async function findMessage(slack: WebClient, place: Place, key: string) {
  try {
    const about = { channel: place.channel, limit: 50, include_all_metadata: true };
    const { messages = [] } =
      place.thread === null
        ? await slack.conversations.history(about)
        : await slack.conversations.replies({ ...about, ts: place.thread });
    const ours = messages.find(({ metadata }) => {
      return metadata?.event_type === metadataType && isKeyed(metadata.event_payload, key);
    });
    return ours?.ts === undefined ? null : { ref: ours.ts };
  } catch {
    return 'unknown';
  }
}

function isKeyed(payload: unknown, key: string): boolean {
  return typeof payload === 'object' && payload !== null && 'key' in payload && payload.key === key;
}

/** Slack's own address for an answer, or that of the emulator; nothing else that a body may name. */
function isOfSlack(replyUrl: string, { apiUrl }: TransportOptions): boolean {
  const url = URL.parse(replyUrl);
  return url !== null && (url.origin === 'https://hooks.slack.com' || url.origin === new URL(apiUrl).origin);
}

async function respond(replyUrl: string, text: string, { timeoutMs }: TransportOptions): Promise<SendResult> {
  try {
    const response = await fetch(replyUrl, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? { ok: true, ref: '' } : { ok: false, kind: 'retry' };
  } catch (error) {
    return failure(error);
  }
}
