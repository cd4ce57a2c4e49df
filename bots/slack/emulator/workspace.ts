/** What an emulated workspace holds, and who is told when it changes. */
export interface EmulatedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  readonly user: string;
  readonly isBot: boolean;
  text: string;
  blocks: readonly unknown[];
  readonly metadata: unknown;
  edits: number;
  /** Everything it ever showed, oldest first. */
  readonly shown: { readonly text: string; readonly blocks: readonly unknown[] }[];
  readonly file: { readonly name: string; readonly content: string } | null;
  /** Only this person sees it; null: everybody. */
  readonly onlyFor: string | null;
  streamUntil: number | null;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isDirect: boolean;
  /** The bot was invited. */
  hasBot: boolean;
  archived: boolean;
}

export interface Prompts {
  readonly channel: string;
  readonly prompts: readonly { readonly title: string; readonly message: string }[];
}

export const team = { id: 'T0EMULATED', name: 'Emulated' } as const;
export const botUser = { id: 'U0BOT', name: 'Consilience' } as const;
export const people = [
  { id: 'U1ADA', name: 'Ada' },
  { id: 'U2BEN', name: 'Ben' },
] as const;

export class EmulatedWorkspace {
  readonly channels: Channel[] = [
    { id: 'C1GENERAL', name: 'general', isDirect: false, hasBot: true, archived: false },
    { id: 'C2RANDOM', name: 'random', isDirect: false, hasBot: false, archived: false },
    { id: 'D1ADA', name: 'Consilience', isDirect: true, hasBot: true, archived: false },
  ];
  readonly messages: EmulatedMessage[] = [];
  readonly homes = new Map<string, readonly unknown[]>();
  prompts: Prompts | null = null;
  status = '';
  readonly #now: () => number;
  readonly #watchers = new Set<() => void>();
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(message: Pick<EmulatedMessage, 'channel' | 'user' | 'text'> & Partial<EmulatedMessage>): EmulatedMessage {
    this.#count += 1;
    const seconds = Math.floor(this.#now() / 1_000);
    const { text, blocks = [] } = message;
    const added: EmulatedMessage = {
      ts: `${seconds}.${String(this.#count).padStart(6, '0')}`,
      thread_ts: null,
      isBot: false,
      blocks,
      metadata: null,
      edits: 0,
      shown: [{ text, blocks }],
      file: null,
      onlyFor: null,
      streamUntil: null,
      ...message,
    };
    this.messages.push(added);
    this.changed();
    return added;
  }

  edit(message: EmulatedMessage, text: string, blocks: readonly unknown[]): void {
    message.text = text;
    message.blocks = blocks;
    message.edits += 1;
    message.shown.push({ text, blocks });
    this.changed();
  }

  channel(id: string): Channel | null {
    return this.channels.find((channel) => channel.id === id) ?? null;
  }

  find(channel: string, ts: string): EmulatedMessage | null {
    return this.messages.find((message) => message.channel === channel && message.ts === ts) ?? null;
  }

  remove(message: EmulatedMessage): void {
    this.messages.splice(this.messages.indexOf(message), 1);
    this.changed();
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  changed(): void {
    for (const watcher of this.#watchers) {
      watcher();
    }
  }
}
