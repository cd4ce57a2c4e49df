/** One model of one vendor, asked one conversation at a time. */
export interface ChatModel {
  /** `vendor/name`, unique in a panel: `openai/gpt-5.5`. */
  readonly id: string;
  /** Who answers for it. Models of one vendor are not independent votes, and share one retry budget and breaker. */
  readonly vendor: string;
  /**
   * Streams one answer. The iterable ends after exactly one `finish`; everything else is a thrown
   * `ConsilienceError` of the model area. An answer without the vendor's own end marker is an error, never a `finish`.
   * Aborting the signal closes the socket and makes the iterable throw the signal's reason.
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

export interface ChatRequest {
  /** Instructions of the engine, never text of a person. */
  readonly system: string;
  /** Oldest first; the last one is from the user. */
  readonly messages: readonly ChatMessage[];
  readonly maxOutputTokens: number;
  /** 0 to 1, or null for the vendor's own default. */
  readonly temperature: number | null;
  /** The form of a structured answer, which the text then is the JSON of; null for free text. */
  readonly output: OutputForm | null;
}

/** A JSON Schema in the subset that every vendor takes: closed objects, all properties required, arrays, strings, enums, booleans. */
export interface OutputForm {
  /** Letters and underscores. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ChatMessage {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export type ModelEvent =
  /** The vendor accepted the call: headers have come. */
  | { readonly type: 'open' }
  /** The model works without writing text for people yet. */
  | { readonly type: 'thinking' }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly usage: Usage };

export interface Citation {
  readonly url: string;
  /** Empty when the vendor gives none. */
  readonly title: string;
}

/** `refusal` is a class of its own: neither an answer nor an error. */
export type FinishReason = 'stop' | 'length' | 'refusal';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Millionths of a US dollar; null when no price is known. */
  readonly costMicros: number | null;
}
