import { z } from 'zod';
import type { Delivery } from '../delivery.ts';
import { threadKey } from '../desk.ts';
import type { Place } from '../message.ts';

/** What a request of Slack comes to: what is to be done, and what the acknowledgement says. */
export interface Inbound {
  /** Null for what nothing is to be done about. */
  readonly delivery: Delivery | null;
  /** The body of the acknowledgement; null for an empty one. */
  readonly reply: Readonly<Record<string, unknown>> | null;
}

const nothing: Inbound = { delivery: null, reply: null };

/**
 * Reads a request body of Slack (events, commands, interactivity), which has been verified. What is not understood, and
 * what comes from a bot, is nothing.
 */
export function readInbound(body: unknown): Inbound {
  const event = eventBody.safeParse(body);
  if (event.success) {
    return { delivery: readEvent(event.data), reply: null };
  }
  const command = commandBody.safeParse(body);
  if (command.success) {
    return readCommand(command.data);
  }
  const pressed = pressedBody.safeParse(body);
  if (pressed.success) {
    return { delivery: readPressed(pressed.data), reply: null };
  }
  const shortcut = shortcutBody.safeParse(body);
  return shortcut.success ? { delivery: readShortcut(shortcut.data), reply: null } : nothing;
}

const replyAddress = z
  .string()
  .nullish()
  .transform((url) => url ?? null);
const id = z.string().min(1).max(100);
const text = z.string().max(40_000).default('');

const eventBody = z.object({
  type: z.literal('event_callback'),
  event_id: id,
  team_id: id.nullish(),
  authorizations: z.array(z.object({ team_id: id.nullish(), enterprise_id: id.nullish() })).nullish(),
  event: z.object({
    type: z.string(),
    subtype: z.string().optional(),
    bot_id: z.string().nullish(),
    user: z.string().optional(),
    text,
    channel: z.string().optional(),
    channel_type: z.string().optional(),
    ts: z.string().optional(),
    thread_ts: z.string().nullish(),
    tab: z.string().optional(),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).optional(),
    assistant_thread: z.object({ user_id: id, channel_id: id, thread_ts: id }).optional(),
  }),
});
type EventBody = z.output<typeof eventBody>;

const commandBody = z.object({
  command: z.string(),
  text,
  team_id: id,
  user_id: id,
  channel_id: id,
  trigger_id: id,
  response_url: replyAddress,
});

const pressedBody = z.object({
  type: z.literal('block_actions'),
  trigger_id: id.nullish(),
  team: z.object({ id }).nullish(),
  user: z.object({ id, team_id: id.nullish() }),
  channel: z.object({ id }).nullish(),
  message: z.object({ ts: id, thread_ts: id.nullish() }).nullish(),
  response_url: replyAddress,
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        action_ts: z.string().default(''),
        value: z
          .string()
          .nullish()
          .transform((value) => value ?? ''),
        selected_options: z.array(z.object({ value: z.string() })).nullish(),
      }),
    )
    .min(1),
});

const shortcutBody = z.object({
  type: z.literal('message_action'),
  callback_id: z.literal('ask_models'),
  trigger_id: id,
  team: z.object({ id }),
  user: z.object({ id }),
  channel: z.object({ id }),
  message: z.object({ ts: id, thread_ts: id.nullish(), text }),
  response_url: replyAddress,
});

const help = [
  '*Ask several models at once* and see where they agree.',
  '`/consilience Which is larger, 9.11 or 9.9?` asks here, for everybody to see.',
  'Mention me with a question to be answered in a thread; mention me in that thread to go on.',
  'Write to me directly to be answered in private.',
].join('\n');

/** What an event of this type asks for; null when nothing. */
const eventReaders: Readonly<Record<string, (head: Head, event: EventBody['event']) => Delivery | null>> = {
  app_mention: (head, event) => readMessage(head, event, false),
  message: (head, event) => (event.channel_type === 'im' ? readMessage(head, event, true) : null),
  app_home_opened: readOpened,
  assistant_thread_started: readThreadStarted,
  agent_session_stopped: readStopped,
  app_uninstalled: (head) => ({ ...head, kind: 'uninstalled' }),
  tokens_revoked: (head, { tokens }) => ((tokens?.bot ?? []).length > 0 ? { ...head, kind: 'uninstalled' } : null),
};

type Head = Pick<Delivery, 'installation' | 'dedupeKey'> & { readonly platform: 'slack' };

function readEvent({ event, event_id: dedupeKey, team_id: team, authorizations }: EventBody): Delivery | null {
  const [authorized] = authorizations ?? [];
  const installation = authorized?.team_id ?? team ?? authorized?.enterprise_id ?? null;
  const read = Object.hasOwn(eventReaders, event.type) ? eventReaders[event.type] : undefined;
  return installation === null ? null : (read?.({ platform: 'slack', installation, dedupeKey }, event) ?? null);
}

const spoken: readonly (string | undefined)[] = [undefined, 'file_share', 'thread_broadcast'];

/** Ours and other bots' messages are none of ours, nor are edits, joins and the like. */
function readMessage(head: Head, event: EventBody['event'], isDirect: boolean): Delivery | null {
  const isOfBot = typeof event.bot_id === 'string';
  const at = messagePlace.safeParse(event);
  if (isOfBot || !spoken.includes(event.subtype) || !at.success) {
    return null;
  }
  const { user, channel, ts, thread_ts: thread } = at.data;
  const question = readText(event.text);
  if (isDirect && question === '') {
    return null;
  }
  const place = placeOf(head.installation, { channel, thread: thread ?? ts, asker: user });
  return { ...head, kind: 'ask', question, place, threadKey: threadKey(place, thread ?? ts) };
}

const messagePlace = z.object({ user: id, channel: id, ts: id, thread_ts: id.nullish() });

function readOpened(head: Head, { user, channel, tab }: EventBody['event']): Delivery | null {
  if (user === undefined) {
    return null;
  }
  if (tab === 'messages' && channel !== undefined) {
    return { ...head, kind: 'greet', place: placeOf(head.installation, { channel, thread: null, asker: user }) };
  }
  return tab === 'home' ? { ...head, kind: 'home', actor: user } : null;
}

function readThreadStarted(head: Head, { assistant_thread: thread }: EventBody['event']): Delivery | null {
  if (thread === undefined) {
    return null;
  }
  const at = { channel: thread.channel_id, thread: thread.thread_ts, asker: thread.user_id };
  return { ...head, kind: 'greet', place: placeOf(head.installation, at) };
}

function readStopped(head: Head, { channel, thread_ts: thread, user }: EventBody['event']): Delivery | null {
  if (channel === undefined || typeof thread !== 'string' || user === undefined) {
    return null;
  }
  const place = placeOf(head.installation, { channel, thread, asker: user });
  return { ...head, kind: 'halt', threadKey: threadKey(place, thread), place };
}

function readCommand(body: z.output<typeof commandBody>): Inbound {
  const question = readText(body.text);
  if (question === '' || question.toLowerCase() === 'help') {
    return { delivery: null, reply: { response_type: 'ephemeral', text: help } };
  }
  const asker = body.user_id;
  const replyUrl = body.response_url;
  const place = { ...placeOf(body.team_id, { channel: body.channel_id, thread: null, asker }), replyUrl };
  const head = { platform: 'slack', installation: body.team_id, dedupeKey: body.trigger_id } as const;
  return {
    delivery: { ...head, kind: 'ask', question, place, threadKey: null },
    // Shows everybody in the channel what was asked.
    reply: { response_type: 'in_channel' },
  };
}

function readPressed(body: z.output<typeof pressedBody>): Delivery | null {
  const [action] = body.actions;
  const installation = body.team?.id ?? body.user.team_id ?? null;
  if (action === undefined || installation === null) {
    return null;
  }
  const dedupeKey = body.trigger_id ?? `${body.user.id}.${action.action_ts}.${action.action_id}`;
  const head = { platform: 'slack', installation, dedupeKey } as const;
  switch (action.action_id) {
    case 'models': {
      const models = (action.selected_options ?? []).map(({ value }) => value).slice(0, 8);
      return { ...head, kind: 'choose', actor: body.user.id, models };
    }
    case 'open':
      return null;
    default:
      return readToken(head, body, action.value);
  }
}

function readToken(head: Head, body: z.output<typeof pressedBody>, token: string): Delivery | null {
  const { channel, message, user, response_url: replyUrl } = body;
  if (!channel || !message || token === '') {
    return null;
  }
  const thread = message.thread_ts ?? message.ts;
  const place = placeOf(head.installation, { channel: channel.id, thread, asker: user.id });
  return { ...head, kind: 'press', token, place: { ...place, replyUrl } };
}

function readShortcut({ team, user, channel, message, ...body }: z.output<typeof shortcutBody>): Delivery {
  const thread = message.thread_ts ?? message.ts;
  const replyUrl = body.response_url;
  const place = { ...placeOf(team.id, { channel: channel.id, thread, asker: user.id }), replyUrl };
  const head = { platform: 'slack', installation: team.id, dedupeKey: body.trigger_id } as const;
  return { ...head, kind: 'ask', question: readText(message.text), place, threadKey: threadKey(place, thread) };
}

function placeOf(installation: string, at: Pick<Place, 'channel' | 'thread' | 'asker'>): Place {
  return { installation, ...at, replyUrl: null };
}

/** Slack's text as a person wrote it: mentions in front are taken off, links and names are written out, escapes undone. */
function readText(raw: string): string {
  return raw
    .replace(/^(?:\s*<@[A-Z0-9]+(?:\|[^>]*)?>)+/, '')
    .replaceAll(
      /<(?:https?:|mailto:)[^|<>]*\|([^<>]+)>/g,
      (whole, label: string) => /^<(https?:[^|]+)\|/.exec(whole)?.[1] ?? label,
    )
    .replaceAll(/<(https?:[^<>]*)>/g, '$1')
    .replaceAll(/<[@#!]([^|<>]*)(?:\|([^<>]*))?>/g, (_whole, name: string, label?: string) => label ?? name)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
