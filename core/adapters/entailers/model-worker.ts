import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Classifier, Encoding, Tokenizer } from '@huggingface/transformers';
import { ConsilienceError } from '../../errors.ts';
import type { Entailment, TextPair } from '../../ports/entailer.ts';
import { type LabelOrder, readLabels } from './labels.ts';
import { modelFile, type ModelPlace } from './place-model.ts';

/**
 * The thread that holds the model. The library reads texts and runs the model on the thread that calls it, for milliseconds up to
 * seconds, so it has one of its own. It tells once that it is ready or has failed, then answers each pair in turn.
 */
export type FromThread =
  | { readonly type: 'ready'; readonly model: string }
  | { readonly type: 'failed'; readonly code: 'config_invalid' | 'provider_failed'; readonly message: string }
  | { readonly type: 'pair'; readonly id: number; readonly read: Entailment | null; readonly message: string };

/** `end`: nothing more is wanted. */
export type ToThread = ({ readonly type: 'pair'; readonly id: number } & TextPair) | { readonly type: 'end' };

interface Model {
  readonly tokenizer: Tokenizer;
  readonly classifier: Classifier;
  readonly labels: LabelOrder;
  readonly tokensMax: number;
}

/** Of models that do not say how much they hold; more is slow and tells little more. */
const tokensMax = 512;
/** The rest of the machine is for everything else. */
const threads = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));

const place = workerData as ModelPlace;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const tell = (message: FromThread) => parentPort?.postMessage(message);

try {
  const model = await load();
  tell({ type: 'ready', model: `${place.id}@${await hashOf(modelFile(place))}` });
  serve(model);
} catch (error) {
  const code = error instanceof ConsilienceError && error.code === 'config_invalid' ? error.code : 'provider_failed';
  tell({ type: 'failed', code, message: messageOf(error) });
}

/** One after the other; what still waits when nothing more is wanted is dropped. */
function serve(model: Model): void {
  let last = Promise.resolve();
  let isOver = false;
  const take = async (message: ToThread, before: Promise<void>) => {
    await before;
    if (message.type === 'end') {
      parentPort?.close();
    } else if (!isOver) {
      await answer(model, message);
    }
  };
  parentPort?.on('message', (message: ToThread) => {
    isOver ||= message.type === 'end';
    last = take(message, last);
  });
}

async function load(): Promise<Model> {
  const { AutoModelForSequenceClassification, AutoTokenizer, env, LogLevel } =
    await import('@huggingface/transformers');
  env.logLevel = LogLevel.NONE;
  env.allowLocalModels = place.hub === null;
  env.allowRemoteModels = place.hub !== null;
  env.localModelPath = place.root;
  env.cacheDir = place.root;
  env.remoteHost = place.hub ?? '';
  const tokenizer = await AutoTokenizer.from_pretrained(place.id);
  const classifier = await AutoModelForSequenceClassification.from_pretrained(place.id, {
    dtype: place.dtype,
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  const { id2label, max_position_embeddings: most } = classifier.config;
  return {
    tokenizer,
    classifier,
    labels: readLabels(id2label),
    tokensMax: typeof most === 'number' && most > 0 ? Math.min(most, tokensMax) : tokensMax,
  };
}

async function answer(model: Model, pair: TextPair & { readonly id: number }): Promise<void> {
  try {
    const { logits } = await model.classifier(encode(model, pair));
    tell({ type: 'pair', id: pair.id, read: probabilities(Array.from(logits.data), model.labels), message: '' });
  } catch (error) {
    tell({ type: 'pair', id: pair.id, read: null, message: messageOf(error) });
  }
}

/** Cuts both texts alike: the library would cut the end of the second one alone. */
function encode({ tokenizer, tokensMax: most }: Model, { premise, hypothesis }: TextPair): Encoding {
  for (let part = 1; ; part *= 0.7) {
    const encoding = tokenizer(cut(premise, part), { text_pair: cut(hypothesis, part) });
    if ((encoding.input_ids.dims.at(-1) ?? 0) <= most || part < 0.01) {
      return encoding;
    }
  }
}

/** At a blank, where there is one: half a word is another word. */
function cut(text: string, part: number): string {
  const end = Math.ceil(text.length * part);
  const blank = end < text.length ? text.lastIndexOf(' ', end) : -1;
  return text.slice(0, blank > 0 ? blank : end);
}

/** Softmax, by label. Throws where the numbers are not three finite ones. */
function probabilities(logits: readonly number[], labels: LabelOrder): Entailment {
  if (logits.length !== 3 || !logits.every(Number.isFinite)) {
    throw new Error('The model gave no three numbers.');
  }
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const of = (index: number) => (powers[index] ?? 0) / total;
  return { entailment: of(labels.entailment), neutral: of(labels.neutral), contradiction: of(labels.contradiction) };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex').slice(0, 12);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
