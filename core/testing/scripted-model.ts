import type { ChatModel, ChatRequest, ModelEvent } from '../ports/chat-model.ts';
import type { Clock } from '../ports/clock.ts';

/** What one call plays: wait, say, fail, or stay silent until aborted. */
export type Step =
  | { readonly wait: number }
  | { readonly event: ModelEvent }
  | { readonly fail: Error }
  | { readonly silence: true };

/** A chat model that plays one script a call, records its requests, and throws when asked for more than was scripted. */
export class ScriptedModel implements ChatModel {
  readonly id: string;
  readonly vendor: string;
  readonly requests: ChatRequest[] = [];
  /** Calls whose signal was aborted before their script ended. */
  aborted = 0;
  readonly #clock: Clock;
  readonly #scripts: (readonly Step[])[];

  constructor(id: string, clock: Clock, scripts: readonly (readonly Step[])[]) {
    this.id = id;
    this.vendor = id.split('/')[0] ?? id;
    this.#clock = clock;
    this.#scripts = [...scripts];
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    this.requests.push(request);
    const script = this.#scripts.shift();
    if (script === undefined) {
      throw new Error(`${this.id} was asked more often than scripted`);
    }
    for (const step of script) {
      if ('wait' in step) {
        await this.#sleep(step.wait, signal);
      } else if ('silence' in step) {
        await this.#sleep(null, signal);
      } else if ('fail' in step) {
        throw step.fail;
      } else {
        signal.throwIfAborted();
        yield step.event;
      }
    }
  }

  #sleep(ms: number | null, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.aborted += 1;
        takeBack?.();
        reject(signal.reason as Error);
      };
      if (signal.aborted) {
        stop();
        return;
      }
      const takeBack =
        ms === null
          ? undefined
          : this.#clock.after(ms, () => {
              signal.removeEventListener('abort', stop);
              resolve();
            });
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

/** The script of an answer: `pieces` of text `gapMs` apart, the first one after `firstMs`. */
export function answerScript(pieces: readonly string[], pace: { firstMs: number; gapMs: number }): Step[] {
  const written = pieces.flatMap((text, index): Step[] => [
    { wait: index === 0 ? pace.firstMs : pace.gapMs },
    { event: { type: 'text-delta', text } },
  ]);
  const usage = { inputTokens: 10, outputTokens: pieces.length, costMicros: 100 };
  return [{ event: { type: 'open' } }, ...written, { event: { type: 'finish', reason: 'stop', usage } }];
}
