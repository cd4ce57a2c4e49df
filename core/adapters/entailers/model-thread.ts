import { Worker } from 'node:worker_threads';
import { ConsilienceError } from '../../errors.ts';
import type { Entailment, TextPair } from '../../ports/entailer.ts';
import type { FromThread, ToThread } from './model-worker.ts';
import type { ModelPlace } from './place-model.ts';

export interface ThreadLimits {
  /** A thread that has said nothing for so long, while a pair waits, will not come back. */
  readonly silenceMsMax: number;
  readonly closeMsMax: number;
  /** What runs in the thread. */
  readonly script: URL;
}

const usualLimits: ThreadLimits = {
  silenceMsMax: 30_000,
  closeMsMax: 3_000,
  script: new URL('model-worker.ts', import.meta.url),
};

/** The other side of `model-worker.ts`. */
export class ModelThread {
  /** The model's id, once it is loaded. */
  readonly model: Promise<string>;
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;
  readonly #exit = Promise.withResolvers<void>();
  readonly #loaded = Promise.withResolvers<string>();
  readonly #waiting = new Map<number, PromiseWithResolvers<Entailment>>();
  #last = 0;
  /** Why it has ended. */
  #ended: ConsilienceError | null = null;
  #watch: NodeJS.Timeout | null = null;

  constructor(place: ModelPlace, limits: ThreadLimits = usualLimits) {
    this.#limits = limits;
    this.model = this.#loaded.promise;
    this.model.catch(() => undefined);
    // Without the environment and its keys, and without a word on the terminal. Its output is not read either: a listener there would
    // keep the process alive.
    this.#worker = new Worker(limits.script, {
      workerData: place,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#end(failed(messageOf(error), error)));
    this.#worker.on('exit', () => {
      this.#end(failed('its thread has ended'));
      this.#exit.resolve();
    });
  }

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  read({ premise, hypothesis }: TextPair): Promise<Entailment> {
    if (this.#ended !== null) {
      return Promise.reject(this.#ended);
    }
    this.#last += 1;
    const answer = Promise.withResolvers<Entailment>();
    this.#waiting.set(this.#last, answer);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage({ type: 'pair', id: this.#last, premise, hypothesis } satisfies ToThread);
    this.#keepWatch();
    return answer.promise;
  }

  /**
   * The thread ends itself after the pair it is at, or after loading: one that is terminated in native code takes the whole process
   * along. One that does not come back is left to the end of the process.
   */
  async close(): Promise<void> {
    this.#end(new ConsilienceError('shutting_down', { message: 'The entailment model is closed.' }));
    // Else a process with nothing else to do would end before the thread does.
    this.#worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage({ type: 'end' } satisfies ToThread);
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, this.#limits.closeMsMax);
    await Promise.race([this.#exit.promise, late.promise]);
    clearTimeout(timer);
    this.#worker.unref();
  }

  #hear(message: FromThread): void {
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
      this.#watch = setTimeout(() => this.#end(failed('it does not answer')), this.#limits.silenceMsMax);
    }
  }

  #end(error: ConsilienceError): void {
    if (this.#ended !== null) {
      return;
    }
    this.#ended = error;
    clearTimeout(this.#watch ?? undefined);
    this.#loaded.reject(error);
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
    this.#worker.unref();
  }
}

function failed(why: string, cause?: unknown): ConsilienceError {
  return new ConsilienceError('provider_failed', { message: `The entailment model failed: ${why}`, cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
