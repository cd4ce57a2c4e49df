import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The library is installed apart from everything else; without it, tests with a real model are left out. */
export const hasTransformers = isInstalled('@huggingface/transformers');

/** Some words and marks; whatever else a text says is `[UNK]`. */
const words =
  '[PAD] [UNK] [CLS] [SEP] not never a an and are as black boils cat city did do does in is it of on paris sat sits sky the to was water what where white yes no blue . , ?';
const vocabulary = words.split(' ');
const denials = ['not', 'never', 'no'];

export const tinyLabels = { 0: 'contradiction', 1: 'entailment', 2: 'neutral' } as const;

/**
 * Writes a model of a few hundred bytes, in the files that transformers.js reads. Its weights are chosen, not trained: words that it does
 * not know make a pair neutral, else a denial in exactly one of both texts makes a contradiction, else one follows from the other.
 */
export async function writeTinyModel(folder: string, labels: Readonly<Record<number, string>> = tinyLabels) {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  await writeFile(join(folder, 'onnx', 'model.onnx'), onnxModel());
  await writeFile(join(folder, 'config.json'), JSON.stringify(configuration(labels)));
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer()));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ tokenizer_class: 'BertTokenizer' }));
}

function isInstalled(name: string): boolean {
  try {
    createRequire(new URL('../adapters/entailers/package.json', import.meta.url)).resolve(name);
    return true;
  } catch {
    return false;
  }
}

function configuration(labels: Readonly<Record<number, string>>) {
  return {
    model_type: 'bert',
    architectures: ['BertForSequenceClassification'],
    id2label: labels,
    max_position_embeddings: 64,
    vocab_size: vocabulary.length,
  };
}

function tokenizer() {
  const marks = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: marks.map((content, id) => ({
      id,
      content,
      special: true,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [mark('[CLS]', 0), sequence('A', 0), mark('[SEP]', 0)],
      pair: [mark('[CLS]', 0), sequence('A', 0), mark('[SEP]', 0), sequence('B', 1), mark('[SEP]', 1)],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [vocabulary.indexOf(id)], tokens: [id] }]),
      ),
    },
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
    },
  };
}

function mark(id: string, type: number) {
  return { SpecialToken: { id, type_id: type } };
}

function sequence(id: string, type: number) {
  return { Sequence: { id, type_id: type } };
}

/**
 * counts = sum over the tokens of (is a denial, is unknown); logits = [counts, counts squared] x weights + bias, so that one denial and
 * two of them differ. Field numbers are those of onnx.proto.
 */
function onnxModel(): Uint8Array {
  const table = vocabulary.flatMap((word) => [denials.includes(word) ? 1 : 0, word === '[UNK]' ? 1 : 0]);
  // Rows: denials, unknown, denials squared, unknown squared. Columns as `tinyLabels`: with d denials -4 + 16 d - 8 d^2, 0, -3 + 9 u.
  const weights = [16, 0, 0, 0, 0, 9, -8, 0, 0, 0, 0, 0];
  const graph = [
    node('Gather', ['table', 'input_ids'], ['rows']),
    node('ReduceSum', ['rows', 'axis'], ['counts', bytes(5, text(1, 'keepdims'), int(3, 0), int(20, 2))]),
    node('Mul', ['counts', 'counts'], ['squares']),
    node('Concat', ['counts', 'squares'], ['both', bytes(5, text(1, 'axis'), int(3, 1), int(20, 2))]),
    node('MatMul', ['both', 'weights'], ['weighed']),
    node('Add', ['weighed', 'bias'], ['logits']),
    text(2, 'tiny'),
    bytes(5, int(1, vocabulary.length), int(1, 2), int(2, 1), text(8, 'table'), floats(table)),
    bytes(5, int(1, 1), int(2, 7), text(8, 'axis'), bytes(9, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))),
    bytes(5, int(1, 4), int(1, 3), int(2, 1), text(8, 'weights'), floats(weights)),
    bytes(5, int(1, 3), int(2, 1), text(8, 'bias'), floats([-4, 0, -3])),
    bytes(11, text(1, 'input_ids'), shape(7, ['batch', 'length'])),
    bytes(12, text(1, 'logits'), shape(1, ['batch', 'three'])),
  ];
  return concat(int(1, 8), text(2, 'tiny-entailment-model'), bytes(8, text(1, ''), int(2, 13)), bytes(7, ...graph));
}

function node(
  operator: string,
  inputs: readonly string[],
  [output, ...attributes]: readonly [string, ...Uint8Array[]],
) {
  return bytes(1, ...inputs.map((input) => text(1, input)), text(2, output), text(4, operator), ...attributes);
}

/** A tensor type of named dimensions: 1 is float, 7 a 64-bit integer. */
function shape(type: number, dimensions: readonly string[]): Uint8Array {
  return bytes(2, bytes(1, int(1, type), bytes(2, ...dimensions.map((name) => bytes(1, text(2, name))))));
}

function floats(values: readonly number[]): Uint8Array {
  return bytes(9, new Uint8Array(Float32Array.from(values).buffer));
}

/** Protocol Buffers: a field with its length in front. */
function bytes(field: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  return concat(varint(field * 8 + 2), varint(content.length), content);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function int(field: number, value: number): Uint8Array {
  return concat(varint(field * 8), varint(value));
}

function varint(value: number): Uint8Array {
  return value < 128
    ? Uint8Array.of(value)
    : concat(Uint8Array.of(128 + (value % 128)), varint(Math.floor(value / 128)));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
