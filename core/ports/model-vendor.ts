import type { ChatModel } from './chat-model.ts';

/** One vendor (or one server that speaks a vendor's format) with the key and address it was given. */
export interface ModelVendor {
  /** Lower case, without a slash: `openai`, `anthropic`, `google`, `perplexity`, `vllm`, `ollama`, `llamacpp`, `openrouter`. */
  readonly vendor: string;
  /** Where requests go, for people to read; never holds a key. */
  readonly address: string;
  /** True when a rehearsal server stands behind it: its answers are simulated. */
  readonly rehearsal: boolean;
  /** The names that the vendor's own list returns, in its order. Throws a `ConsilienceError` of the model area. */
  list(signal: AbortSignal): Promise<readonly ModelListing[]>;
  /** Asks something that needs the key and costs nothing. Throws a `ConsilienceError` of the model area. */
  check(signal: AbortSignal): Promise<unknown>;
  /** A model by its name, without asking whether it exists: the first call tells. */
  model(name: string): ChatModel;
}

export interface ModelListing {
  readonly name: string;
  readonly label: string;
}
