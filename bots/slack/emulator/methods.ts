import { faultOf, faultOfBlocks } from './blocks.ts';
import { botUser, people, team } from './workspace.ts';
import type { EmulatedMessage, EmulatedWorkspace } from './workspace.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

export interface MethodContext {
  readonly workspace: EmulatedWorkspace;
  readonly now: () => number;
  readonly origin: () => string;
  readonly uploads: Map<string, { readonly name: string; content: string }>;
  /** OAuth codes that were handed out and not used. */
  readonly codes: Set<string>;
  readonly scopes: readonly string[];
  readonly token: string;
  readonly clientSecret: string;
}

type Method = (context: MethodContext, given: Arguments) => Answer;

const streamMs = 5 * 60_000;

/** The methods of the Web API that a bot like ours calls, as strict as the real ones where it matters. */
export const methods: Readonly<Record<string, Method>> = {
  'auth.test': () => ok({ team_id: team.id, team: team.name, user_id: botUser.id, bot_id: 'B0BOT' }),
  'chat.postMessage': (context, given) => {
    const channel = text(given['channel']);
    const refusal = refusedPlace(context, given, true) ?? fault(given);
    if (refusal !== null) {
      return refusal;
    }
    const message = context.workspace.add({
      channel: people.some(({ id }) => id === channel) ? 'D1ADA' : channel,
      user: botUser.id,
      isBot: true,
      text: text(given['text']),
      blocks: list(given['blocks']),
      thread_ts: optional(given['thread_ts']),
      metadata: given['metadata'] ?? null,
    });
    context.workspace.status = '';
    return ok({ channel, ts: message.ts, message: shape(message) });
  },
  'chat.update': (context, given) => {
    const message = ours(context, given);
    const refusal = fault(given);
    if (typeof message === 'string' || refusal !== null) {
      return typeof message === 'string' ? failed(message) : (refusal ?? failed('internal_error'));
    }
    context.workspace.edit(message, text(given['text']), list(given['blocks']));
    return ok({ channel: message.channel, ts: message.ts, text: message.text, message: shape(message) });
  },
  'chat.delete': (context, given) => {
    const message = ours(context, given);
    if (typeof message === 'string') {
      return failed(message);
    }
    context.workspace.remove(message);
    return ok({ channel: message.channel, ts: message.ts });
  },
  'chat.postEphemeral': (context, given) => {
    const refusal = refusedPlace(context, given, true) ?? fault(given);
    if (refusal !== null) {
      return refusal;
    }
    const message = context.workspace.add({
      channel: text(given['channel']),
      user: botUser.id,
      isBot: true,
      text: text(given['text']),
      blocks: list(given['blocks']),
      thread_ts: optional(given['thread_ts']),
      onlyFor: text(given['user']),
    });
    return ok({ message_ts: message.ts });
  },
  'chat.startStream': (context, given) => {
    if (optional(given['thread_ts']) === null) {
      return failed('missing_thread_ts');
    }
    const refusal = refusedPlace(context, given, true);
    if (refusal !== null) {
      return refusal;
    }
    const message = context.workspace.add({
      channel: text(given['channel']),
      user: botUser.id,
      isBot: true,
      text: text(given['markdown_text']),
      thread_ts: optional(given['thread_ts']),
      streamUntil: context.now() + streamMs,
    });
    return ok({ channel: message.channel, ts: message.ts });
  },
  'chat.appendStream': (context, given) => streamed(context, given, false),
  'chat.stopStream': (context, given) => streamed(context, given, true),
  'conversations.replies': (context, given) =>
    read(context, given, (message) => message.thread_ts === given['ts'] || message.ts === given['ts']),
  'conversations.history': (context, given) => read(context, given, ({ thread_ts: thread }) => thread === null),
  'conversations.info': (context, given) => {
    const channel = context.workspace.channel(text(given['channel']));
    return channel === null ? failed('channel_not_found') : ok({ channel });
  },
  'views.publish': (context, given) => {
    const view = object(given['view']);
    const wrong = faultOfBlocks(list(view['blocks']), 100);
    if (wrong !== null || view['type'] !== 'home') {
      return { ...failed('invalid_arguments'), response_metadata: { messages: [wrong?.detail ?? 'type'] } };
    }
    context.workspace.homes.set(text(given['user_id']), list(view['blocks']));
    context.workspace.changed();
    return ok({ view });
  },
  'assistant.threads.setStatus': ({ workspace }, given) => {
    workspace.status = text(given['status']);
    workspace.changed();
    return ok({});
  },
  'assistant.threads.setSuggestedPrompts': ({ workspace }, given) => {
    const prompts = list(given['prompts']) as { title: string; message: string }[];
    if (prompts.length < 1 || prompts.length > 4) {
      return failed('invalid_arguments');
    }
    workspace.prompts = { channel: text(given['channel_id']), prompts };
    workspace.changed();
    return ok({});
  },
  'files.getUploadURLExternal': ({ uploads, origin }, given) => {
    const id = `F${uploads.size + 1}`;
    uploads.set(id, { name: text(given['filename']), content: '' });
    return ok({ file_id: id, upload_url: `${origin()}/upload/${id}` });
  },
  'files.completeUploadExternal': ({ workspace, uploads }, given) => {
    const files = list(given['files']).map((file) => ({ id: text(object(file)['id']) }));
    for (const { id } of files) {
      const file = uploads.get(id);
      if (file === undefined) {
        return failed('file_not_found');
      }
      workspace.add({
        channel: text(given['channel_id']),
        thread_ts: optional(given['thread_ts']),
        user: botUser.id,
        isBot: true,
        text: '',
        file,
      });
    }
    return ok({ files });
  },
  'oauth.v2.access': ({ codes, scopes, token, clientSecret }, given) => {
    if (given['client_secret'] !== clientSecret) {
      return failed('bad_client_secret');
    }
    if (!codes.delete(text(given['code']))) {
      return failed('invalid_code');
    }
    return ok({
      app_id: 'A0APP',
      authed_user: { id: people[0].id },
      scope: scopes.join(','),
      token_type: 'bot',
      access_token: token,
      bot_user_id: botUser.id,
      team,
      enterprise: null,
      is_enterprise_install: false,
    });
  },
};

export function ok(answer: Readonly<Record<string, unknown>>): Answer {
  return { ok: true, ...answer };
}

export function failed(error: string): Answer {
  return { ok: false, error };
}

function fault(given: Arguments): Answer | null {
  const wrong = faultOf(given);
  return wrong === null ? null : { ...failed(wrong.error), response_metadata: { messages: [wrong.detail] } };
}

function refusedPlace({ workspace }: MethodContext, given: Arguments, isWrite: boolean): Answer | null {
  const id = text(given['channel']);
  if (people.some((person) => person.id === id)) {
    return null;
  }
  const channel = workspace.channel(id);
  if (channel === null) {
    return failed('channel_not_found');
  }
  if (channel.archived && isWrite) {
    return failed('is_archived');
  }
  if (!channel.hasBot) {
    return failed('not_in_channel');
  }
  const thread = optional(given['thread_ts']);
  return thread !== null && workspace.find(id, thread) === null ? failed('thread_not_found') : null;
}

function ours({ workspace }: MethodContext, given: Arguments): EmulatedMessage | string {
  const channel = workspace.channel(text(given['channel']));
  if (channel === null) {
    return 'channel_not_found';
  }
  if (channel.archived) {
    return 'is_archived';
  }
  const message = workspace.find(channel.id, text(given['ts']));
  if (message === null || message.onlyFor !== null) {
    return 'message_not_found';
  }
  return message.isBot ? message : 'cant_update_message';
}

function streamed(context: MethodContext, given: Arguments, isLast: boolean): Answer {
  const message = ours(context, given);
  if (typeof message === 'string') {
    return failed(message);
  }
  if (message.streamUntil === null || message.streamUntil < context.now()) {
    return failed('message_not_in_streaming_state');
  }
  const added = text(given['markdown_text']);
  if (added.length > 12_000) {
    return failed('msg_too_long');
  }
  context.workspace.edit(message, message.text + added, list(given['blocks']));
  message.streamUntil = isLast ? null : message.streamUntil;
  return ok({ channel: message.channel, ts: message.ts });
}

function read(context: MethodContext, given: Arguments, wanted: (message: EmulatedMessage) => boolean): Answer {
  const channel = text(given['channel']);
  const needed = channel.startsWith('D') ? 'im:history' : 'channels:history';
  if (!context.scopes.includes(needed)) {
    return { ...failed('missing_scope'), needed };
  }
  const found = context.workspace.messages.filter((message) => message.channel === channel && wanted(message));
  return ok({ messages: found.map(shape), has_more: false });
}

function shape({ ts, thread_ts, text: words, blocks, user, metadata }: EmulatedMessage): Record<string, unknown> {
  return { type: 'message', ts, thread_ts, text: words, blocks, user, ...(metadata === null ? {} : { metadata }) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function optional(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
