import { Worker } from 'node:worker_threads';
import { ConsilienceError } from '../../errors.ts';
import type { Entailment, TextPair } from '../../ports/entailer.ts';
import type { PairMessage, ThreadMessage } from './model-worker.ts';
import type { ModelPlace } from './place-model.ts';

/** A thread that has said nothing for so long, while a pair waits, will not come back. */
const silenceMsMax = 30_000;

/** The other side of `model-worker.ts`. */
export class ModelThread {
  /** The model's id, once it is loaded. */
  readonly model: Promise<string>;
  readonly #worker: Worker;
  readonly #loaded = Promise.withResolvers<string>();
  readonly #waiting = new Map<number, PromiseWithResolvers<Entailment>>();
  #last = 0;
  #hasEnded = false;
  #watch: NodeJS.Timeout | null = null;

  constructor(place: ModelPlace) {
    this.model = this.#loaded.promise;
    this.model.catch(() => undefined);
    // Without the environment and its keys, and without a word on the terminal. Its output is not read either: a listener there would
    // keep the process alive.
    this.#worker = new Worker(new URL('model-worker.ts', import.meta.url), {
      workerData: place,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (message: ThreadMessage) => this.#hear(message));
    this.#worker.on('error', (error) => this.#end(failed(messageOf(error), error)));
    this.#worker.on('exit', () => this.#end(failed('its thread has ended')));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  read({ premise, hypothesis }: TextPair): Promise<Entailment> {
    if (this.#hasEnded) {
      return Promise.reject(failed('its thread has ended'));
    }
    this.#last += 1;
    const answer = Promise.withResolvers<Entailment>();
    this.#waiting.set(this.#last, answer);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage({ id: this.#last, premise, hypothesis } satisfies PairMessage);
    this.#keepWatch();
    return answer.promise;
  }

  async close(): Promise<void> {
    this.#end(new ConsilienceError('shutting_down', { message: 'The entailment model is closed.' }));
    await this.#worker.terminate();
  }

  #hear(message: ThreadMessage): void {
    switch (message.type) {
      case 'ready':
        this.#loaded.resolve(message.model);
        break;
      case 'failed':
        this.#end(
          message.code === 'config_invalid'
            ? new ConsilienceError(message.code, { message: message.message })
            : failed(message.message),
        );
        return;
      case 'pair': {
        const answer = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.read === null) {
          answer?.reject(failed(message.message));
        } else {
          answer?.resolve(message.read);
        }
      }
    }
    this.#keepWatch();
  }

  /** While a pair waits, the thread keeps the process alive and is listened for; else neither. */
  #keepWatch(): void {
    clearTimeout(this.#watch ?? undefined);
    this.#watch = null;
    if (this.#waiting.size === 0) {
      this.#worker.unref();
    } else {
      this.#worker.ref();
      this.#watch = setTimeout(() => this.#end(failed('it does not answer')), silenceMsMax);
    }
  }

  #end(error: ConsilienceError): void {
    if (this.#hasEnded) {
      return;
    }
    this.#hasEnded = true;
    clearTimeout(this.#watch ?? undefined);
    this.#loaded.reject(error);
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
    void this.#worker.terminate();
  }
}

function failed(why: string, cause?: unknown): ConsilienceError {
  return new ConsilienceError('provider_failed', { message: `The entailment model failed: ${why}`, cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
