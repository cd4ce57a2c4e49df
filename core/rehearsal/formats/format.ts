/** A chat request, whatever format it came in. */
export interface AskedChat {
  readonly model: string;
  /** All instructions, joined. */
  readonly system: string;
  /** The last message of the user. */
  readonly question: string;
  readonly stream: boolean;
  /** OpenAI's `stream_options.include_usage`. */
  readonly includeUsage: boolean;
  /** Null when the request sets no limit. */
  readonly outputTokensMax: number | null;
  readonly inputTokens: number;
}

/** What a model says, before any format. */
export interface WireReply {
  /** Unique, without a vendor's prefix. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly model: string;
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly includeUsage: boolean;
  readonly finish: 'stop' | 'length' | 'refusal';
  readonly citations: readonly { readonly url: string; readonly title: string }[];
}

/** What went wrong, in no vendor's words. */
export interface WireFault {
  readonly status: number;
  /** The model does not exist, or the question is too long for it: vendors have special codes for these. */
  readonly reason: 'model' | 'context' | 'body' | 'other';
  readonly message: string;
  readonly model: string;
}

/** One vendor's format. Everything it returns is what the vendor's own server would send. */
export interface WireFormat {
  /** Throws a `ZodError` when the body has not the vendor's shape. */
  readChat(body: unknown): AskedChat;
  /** A new writer of one streamed answer. */
  stream(reply: WireReply): WireStream;
  /** The body of an answer that is not streamed. */
  whole(reply: WireReply): object;
  /** The status and body of an error. */
  error(fault: WireFault): { readonly status: number; readonly body: object };
  /** A server-sent event that reports an error inside a stream that began well. */
  errorEvent(fault: WireFault): string;
}

/** The server-sent events of one answer, in order. */
export interface WireStream {
  open(): string;
  token(text: string): string;
  close(): string;
}

export function sse(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
