import type { Comparison } from '../agreement/input.ts';
import type { Engine, TrailerFilter } from '../consensus/engine.ts';
import { HeavyWork } from '../consensus/heavy-work.ts';
import type { PanelMember, RunLimits, RunRequest } from '../consensus/request.ts';
import type { Agreement, ConsensusEvent, Position } from '../consensus/view/index.ts';
import { makeDispatcher } from '../dispatch/index.ts';
import type { ChatModel, ChatRequest, ModelEvent } from '../ports/chat-model.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { Logger } from '../ports/logger.ts';
import { seededRandom } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export const quickLimits: RunLimits = {
  firstTokenMs: 20_000,
  idleMs: 15_000,
  totalMs: 60_000,
  deadlineMs: 90_000,
  researchMs: 600_000,
  quorum: 3,
  graceMs: 1_000,
  outputTokensMax: 2_048,
};

/** An engine with the real dispatcher, on a clock that a test moves; answers agree when their first words are equal. */
export function pretendEngine(clock: VirtualClock, seed = 1): Engine {
  const random = seededRandom(seed);
  const logger = silentLogger;
  return {
    dispatcher: makeDispatcher({ clock, random, logger }),
    embedder: flatEmbedder,
    judges: { choose: () => [], msMax: 0 },
    heavy: new HeavyWork(clock),
    entailment: null,
    agreement: { assess: agreeByFirstWord, answerContract: 'End with a trailer.', makeTrailerFilter: noTrailer },
    clock,
    random,
    logger,
  };
}

const flatEmbedder: Embedder = {
  id: 'flat',
  embed: (texts) => Promise.resolve(texts.map(() => Float32Array.of(1))),
};

export function panelOf(models: readonly ChatModel[], late: readonly string[] = []): PanelMember[] {
  return models.map((chat) => ({
    model: chat.id,
    vendor: chat.vendor,
    label: chat.id,
    rehearsal: true,
    chat,
    late: late.includes(chat.id),
  }));
}

export function requestOf(parts: Pick<RunRequest, 'panel' | 'synthesizers'> & Partial<RunRequest>): RunRequest {
  const question = 'Is water wet?';
  return {
    runId: 'run_1',
    session: 'ses_1',
    question,
    history: [],
    limits: quickLimits,
    prior: null,
    carried: null,
    ...parts,
  };
}

const sliceMs = 50;

/** Reads a run to its end, or for `ms` of the clock's time: its batches. The clock stops soon after the end. */
export async function play(
  run: AsyncIterable<readonly ConsensusEvent[]>,
  clock: VirtualClock,
  ms: number,
): Promise<readonly (readonly ConsensusEvent[])[]> {
  const batches: (readonly ConsensusEvent[])[] = [];
  const read = async () => {
    for await (const batch of run) {
      batches.push(batch);
    }
    return true;
  };
  const reading = read();
  const until = clock.monotonic() + ms;
  for (let over = false; !over && clock.monotonic() < until;) {
    over = await Promise.race([reading, clock.advance(sliceMs).then(() => false)]);
  }
  return batches;
}

/** Answers whose first word is `Unsure` take no position. */
export function agreeByFirstWord({ answers, asked, provisional, embedder }: Comparison): Agreement {
  const groups = new Map<string, string[]>();
  const abstained: string[] = [];
  for (const { model, text, refused } of answers) {
    const word = text.trim().split(/\s/)[0] ?? '';
    if (refused || word === 'Unsure') {
      abstained.push(model);
    } else {
      groups.set(word, [...(groups.get(word) ?? []), model]);
    }
  }
  const positions = [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([word, models], index): Position => ({ id: 'ABCDEFGH'.charAt(index), summary: word, quote: word, models }));
  const models = [...positions.flatMap((p) => p.models), ...abstained];
  const takers = models.length - abstained.length;
  const share = (positions[0]?.models.length ?? 0) / Math.max(1, takers);
  const same = models.map((_, row) => models.map((__, column) => (row === column ? 1 : 0)));
  return {
    score: takers < 2 ? null : Math.round(share * 100),
    band: takers < 2 ? null : share === 1 ? 'strong' : 'split',
    provisional,
    answered: answers.length,
    asked,
    positions,
    abstained,
    models,
    matrix: same,
    cosine: same,
    pairs: [],
    disagreements:
      positions.length < 2
        ? []
        : [{ point: 'first word', reason: 'content', sides: positions.map((p) => ({ ...p, position: p.id })) }],
    weak: false,
    independentVendors: 1,
    judge: null,
    terms: { share, inside: 1, coverage: answers.length / asked },
    embedder,
  };
}

function noTrailer(): TrailerFilter {
  return { push: (text) => text, end: () => ({ text: '', trailer: null }) };
}

/** A synthesiser that answers every prompt by `write`, in pieces of `pieceLength` characters, one each `gapMs`. */
export class ScriptedSynthesizer implements ChatModel {
  readonly id: string;
  readonly vendor: string;
  readonly prompts: ChatRequest[] = [];
  aborted = 0;
  readonly #clock: VirtualClock;
  readonly #write: (data: SynthesisData, call: number) => string;
  gapMs = 20;
  pieceLength = 16;

  constructor(id: string, clock: VirtualClock, write: (data: SynthesisData, call: number) => string) {
    this.id = id;
    this.vendor = id.split('/')[0] ?? id;
    this.#clock = clock;
    this.#write = write;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    this.prompts.push(request);
    const output = this.#write(synthesisData(request), this.prompts.length);
    yield { type: 'open' };
    for (let at = 0; at < output.length; at += this.pieceLength) {
      await this.#sleep(signal);
      yield { type: 'text-delta', text: output.slice(at, at + this.pieceLength) };
    }
    yield { type: 'finish', reason: 'stop', usage: { inputTokens: 50, outputTokens: 20, costMicros: 7 } };
  }

  #sleep(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.aborted += 1;
        takeBack();
        reject(signal.reason as Error);
      };
      const takeBack = this.#clock.after(this.gapMs, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      if (signal.aborted) {
        stop();
      } else {
        signal.addEventListener('abort', stop, { once: true });
      }
    });
  }
}

export interface SynthesisData {
  readonly question: string;
  readonly answers: readonly { readonly label: string; readonly text: string }[];
  readonly positions: readonly { readonly id: string; readonly labels: readonly string[]; readonly summary: string }[];
  readonly disagreements: readonly unknown[];
}

/** The data line of a synthesis prompt. */
export function synthesisData(request: ChatRequest): SynthesisData {
  return JSON.parse(request.messages.at(-1)?.text.split('\n')[1] ?? '') as SynthesisData;
}

/** One segment a position, each supported by those who hold it. */
export function writeByPosition({ positions }: SynthesisData): string {
  return positions.map((p) => `${JSON.stringify({ text: `${p.summary}.`, support: p.labels })}\n`).join('');
}
