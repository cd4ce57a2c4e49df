import type { Acknowledged, DeliveryKind } from './emulator.ts';
import { botUser, people, team } from './workspace.ts';
import type { EmulatedMessage, EmulatedWorkspace } from './workspace.ts';

interface Wire {
  readonly deliver: (kind: DeliveryKind, payload: Readonly<Record<string, unknown>>) => Promise<Acknowledged>;
  readonly origin: () => string;
  readonly retryMs: readonly number[];
}

interface Reach {
  readonly channel: string;
  readonly user: string;
  readonly thread: string | null;
  readonly until: number;
  left: number;
}

/** What the people of the workspace do, and what Slack tells the app of it. */
export class People {
  readonly #workspace: EmulatedWorkspace;
  readonly #slack: Wire;
  readonly #reach = new Map<string, Reach>();
  #count = 0;

  constructor(workspace: EmulatedWorkspace, slack: Wire) {
    this.#workspace = workspace;
    this.#slack = slack;
  }

  /** A message, as the app hears of it: directly, or because it is mentioned. Its timestamp. */
  say(said: {
    readonly channel: string;
    readonly user: string;
    readonly text: string;
    readonly thread?: string | null;
  }) {
    const { channel, user } = said;
    const thread = said.thread ?? null;
    const text = wire(said.text);
    const { ts } = this.#workspace.add({ channel, user, text, thread_ts: thread });
    const isDirect = this.#workspace.channel(channel)?.isDirect ?? false;
    const common = { user, text, channel, ts, event_ts: ts, ...(thread === null ? {} : { thread_ts: thread }) };
    if (isDirect) {
      return { ts, told: this.event({ type: 'message', channel_type: 'im', ...common }) };
    }
    const isMention = text.includes(`<@${botUser.id}>`) && this.#workspace.channel(channel)?.hasBot === true;
    return { ts, told: isMention ? this.event({ type: 'app_mention', ...common }) : Promise.resolve() };
  }

  /** Delivers an event, and again as long as it is not acknowledged. */
  async event(event: Readonly<Record<string, unknown>>, id = this.#id('Ev')): Promise<void> {
    const payload = this.eventPayload(event, id);
    for (const waitMs of [0, ...this.#slack.retryMs]) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      const { status } = await this.#slack.deliver('event', payload);
      if (status >= 200 && status < 300) {
        return;
      }
    }
  }

  eventPayload(event: Readonly<Record<string, unknown>>, id = this.#id('Ev')) {
    return {
      token: 'verification',
      type: 'event_callback',
      team_id: team.id,
      api_app_id: 'A0APP',
      event,
      event_id: id,
      event_time: 0,
      authorizations: [{ team_id: team.id, enterprise_id: null, user_id: botUser.id, is_bot: true }],
    };
  }

  commandPayload({ channel, user, command, text }: Record<'channel' | 'user' | 'command' | 'text', string>) {
    return {
      command,
      text: wire(text),
      team_id: team.id,
      team_domain: 'emulated',
      channel_id: channel,
      channel_name: this.#workspace.channel(channel)?.name ?? '',
      user_id: user,
      user_name: nameOf(user),
      trigger_id: this.#id('trigger.'),
      response_url: this.#responseUrl(channel, user, null),
      api_app_id: 'A0APP',
      is_enterprise_install: 'false',
    };
  }

  async command(given: Record<'channel' | 'user' | 'command' | 'text', string>): Promise<Acknowledged> {
    const ack = await this.#slack.deliver('command', this.commandPayload(given));
    const { response_type: type, text } = (ack.body ?? {}) as { response_type?: string; text?: string };
    const { channel, user } = given;
    if (ack.status !== 200) {
      this.#whisper({ channel, user, thread: null }, `${given.command} failed with the error "dispatch_failed"`);
    } else if (type === 'in_channel' && text === undefined) {
      this.#workspace.add({ channel, user, text: `${given.command} ${wire(given.text)}` });
    } else if (text !== undefined) {
      this.#whisper({ channel, user, thread: null }, text);
    }
    return ack;
  }

  press(message: EmulatedMessage, user: string, action: Readonly<Record<string, unknown>>): Promise<Acknowledged> {
    return this.#slack.deliver('interactive', this.pressPayload(message, user, action));
  }

  pressPayload(message: EmulatedMessage, user: string, action: Readonly<Record<string, unknown>>) {
    const { channel, ts, thread_ts: thread } = message;
    return {
      type: 'block_actions',
      team: { id: team.id, domain: 'emulated' },
      user: { id: user, username: nameOf(user), team_id: team.id },
      api_app_id: 'A0APP',
      trigger_id: this.#id('trigger.'),
      container: { type: 'message', message_ts: ts, channel_id: channel },
      channel: { id: channel, name: this.#workspace.channel(channel)?.name ?? '' },
      message: { type: 'message', ts, ...(thread === null ? {} : { thread_ts: thread }) },
      response_url: this.#responseUrl(channel, user, thread ?? ts),
      actions: [{ action_ts: String(Date.now()), ...action }],
    };
  }

  choose(user: string, models: readonly string[]): Promise<Acknowledged> {
    return this.#slack.deliver('interactive', {
      type: 'block_actions',
      team: { id: team.id },
      user: { id: user, team_id: team.id },
      trigger_id: this.#id('trigger.'),
      view: { type: 'home' },
      actions: [
        { type: 'multi_static_select', action_id: 'models', selected_options: models.map((value) => ({ value })) },
      ],
    });
  }

  shortcut(message: EmulatedMessage, user: string): Promise<Acknowledged> {
    const { channel, ts, thread_ts: thread, text } = message;
    return this.#slack.deliver('interactive', {
      type: 'message_action',
      callback_id: 'ask_models',
      trigger_id: this.#id('trigger.'),
      team: { id: team.id },
      user: { id: user },
      channel: { id: channel },
      message: { type: 'message', ts, ...(thread === null ? {} : { thread_ts: thread }), text },
      response_url: this.#responseUrl(channel, user, thread ?? ts),
    });
  }

  openHome(user: string): Promise<void> {
    return this.event({ type: 'app_home_opened', user, channel: 'D1ADA', tab: 'home' });
  }

  openMessages(user: string): Promise<void> {
    return this.event({ type: 'app_home_opened', user, channel: 'D1ADA', tab: 'messages' });
  }

  /** False when the address is used up or too old. */
  respond(id: string, given: Readonly<Record<string, unknown>>): boolean {
    const reach = this.#reach.get(id);
    if (reach === undefined || reach.left === 0 || reach.until < Date.now()) {
      return false;
    }
    reach.left -= 1;
    this.#whisper(reach, typeof given['text'] === 'string' ? given['text'] : '');
    return true;
  }

  #whisper({ channel, user, thread }: Pick<Reach, 'channel' | 'user' | 'thread'>, text: string): void {
    this.#workspace.add({ channel, user: botUser.id, isBot: true, text, thread_ts: thread, onlyFor: user });
  }

  #responseUrl(channel: string, user: string, thread: string | null): string {
    const id = this.#id('r');
    this.#reach.set(id, { channel, user, thread, until: Date.now() + 30 * 60_000, left: 5 });
    return `${this.#slack.origin()}/response/${id}`;
  }

  #id(prefix: string): string {
    this.#count += 1;
    return `${prefix}${process.pid}.${this.#count}`;
  }
}

function nameOf(user: string): string {
  return people.find(({ id }) => id === user)?.name.toLowerCase() ?? user;
}

/** As Slack sends what a person typed. */
function wire(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(`@${botUser.name}`, `<@${botUser.id}>`)
    .replaceAll(/https?:\/\/[^\s]+/g, '<$&>');
}
