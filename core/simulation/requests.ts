import type { AcceptedRun } from '../consilience.ts';
import { ConsilienceError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { Running, World } from './world.ts';

const answerMsMax = 20_000;
const triesMax = 120;
const betweenTriesMs = 700;

/** What people are told while a process or its store is down; they come again. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['overloaded', 'shutting_down', 'store_unavailable']);

/** Nobody answered: the process was killed or took too long. */
export const lost = Symbol('lost');

/** What somebody is told by a process: a value, an error, or nothing. */
export type Told<T> = T | ConsilienceError | typeof lost;

/** Requests of one person, to whichever process serves. */
export class Requests {
  readonly #world: World;
  readonly #who: string;

  constructor(world: World, who: string) {
    this.#world = world;
    this.#who = who;
  }

  /** One request, once. */
  async tell<T>(what: string, request: (running: Running) => Promise<T>): Promise<Told<T>> {
    const running = this.#world.serving();
    const told = running === null ? lost : await this.hear(running, running.process.serve(request(running)));
    const answer = told instanceof ConsilienceError ? told.code : told === lost ? 'lost' : told;
    this.#world.trace.add(what, [this.#who, answer]);
    return told;
  }

  async hear<T>(running: Running, answer: Promise<T>): Promise<Told<T>> {
    const late = Promise.withResolvers<typeof lost>();
    const takeBack = this.#world.clock.after(answerMsMax, () => late.resolve(lost));
    try {
      return await Promise.race([answer, late.promise, running.process.died.then((): typeof lost => lost)]);
    } catch (error) {
      if (!(error instanceof ConsilienceError) || error.code === 'internal') {
        this.#world.checks.broken('nothing fails unexpectedly', String(error));
      }
      return error instanceof ConsilienceError ? error : lost;
    } finally {
      takeBack();
    }
  }

  /**
   * Until somebody answers: what was asked for, or an error that no other try changes. What is not `repeatable` is not
   * asked twice when it may have been heard; null then.
   */
  async insist<T>(
    what: string,
    request: (running: Running) => Promise<T>,
    { repeatable }: { readonly repeatable: boolean },
  ): Promise<T | ConsilienceError | null> {
    for (let attempt = 1; attempt <= triesMax; attempt += 1) {
      const told = await this.tell(what, request);
      const refusal = told instanceof ConsilienceError ? told.code : null;
      if (told !== lost && (refusal === null || !passing.has(refusal))) {
        return told;
      }
      const mayBeHeard = told === lost || refusal === 'store_unavailable';
      if (!repeatable && mayBeHeard) {
        return null;
      }
      await this.#world.sleep(betweenTriesMs);
    }
    this.#world.checks.broken('somebody is heard in the end', this.#who);
    return null;
  }

  /** As `insist`, for what must be accepted. */
  async accepted(
    what: string,
    request: (running: Running) => Promise<AcceptedRun>,
    { repeatable }: { readonly repeatable: boolean },
  ): Promise<AcceptedRun | null> {
    const told = await this.insist(what, request, { repeatable });
    if (told instanceof ConsilienceError) {
      this.#world.checks.broken('what is right is accepted', `${this.#who}: ${told.code}`);
      return null;
    }
    return told;
  }

  /** Refused in this way, unless nobody answers. */
  async refused(code: ErrorCode, what: string, request: (running: Running) => Promise<unknown>): Promise<void> {
    const told = await this.tell(what, request);
    if (told === lost || (told instanceof ConsilienceError && (told.code === code || passing.has(told.code)))) {
      return;
    }
    const answer = told instanceof ConsilienceError ? told.code : JSON.stringify(told);
    this.#world.checks.broken(`${what} is refused as ${code}`, `${this.#who}: ${answer}`);
  }
}
