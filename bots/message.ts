/** A message in the platform's own shape: plain JSON. */
export type Part = Readonly<Record<string, unknown>>;

/** Where our messages of one run go. All ids are the platform's own. */
export interface Place {
  readonly installation: string;
  readonly channel: string;
  /** The message that the thread hangs under; null posts at the top. */
  readonly thread: string | null;
  readonly asker: string;
  /** An address that reaches the asker even where the bot may not write; null when there is none. */
  readonly replyUrl: string | null;
}

/** `rich` uses all that the platform draws, `compact` its oldest parts, `plain` text alone. */
export type Rung = 'rich' | 'compact' | 'plain';

export interface RenderContext {
  readonly rung: Rung;
  /** Who is named on the message; null where the thread shows it. */
  readonly asker: string | null;
  /** The run's page; null when there is none that these people may open. */
  readonly link: string | null;
  /** What a button carries. */
  readonly token: (verb: Verb) => string;
}

export type Verb = 'stop' | 'rerun' | 'answers' | 'export' | 'up' | 'down';

/** Requests of one kind that the platform counts together. */
export interface Lane {
  readonly key: string;
  readonly burst: number;
  readonly perMinute: number;
  /** Requests that only finals may use. */
  readonly reserve: number;
}

export type SendResult =
  | { readonly ok: true; readonly ref: string }
  | { readonly ok: false; readonly kind: 'rate'; readonly retryAfterMs: number }
  /** It did not happen, and may the next time (`retry`); it may have happened, or may yet (`ambiguous`). */
  | { readonly ok: false; readonly kind: 'retry' | 'ambiguous' }
  /** The message is gone; we may not write there; this form of it is refused. */
  | { readonly ok: false; readonly kind: 'gone' | 'forbidden' | 'invalid'; readonly detail: string };

/** What the app's own page shows one person. */
export interface Home {
  readonly actor: string;
  /** Newest first. */
  readonly recent: readonly { readonly question: string; readonly words: string; readonly link: string | null }[];
  readonly models: readonly { readonly model: string; readonly label: string }[];
  /** The models this person asks; empty: the default panel. */
  readonly chosen: readonly string[];
  /** Which models these are and why, in a sentence. */
  readonly sentence: string;
}
