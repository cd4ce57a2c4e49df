import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { ConsilienceError } from '../../errors.ts';
import { readLabels } from './labels.ts';

/** Where a model is, or may be fetched to: the folder `<root>/<id>`. */
export interface ModelPlace {
  readonly root: string;
  readonly id: string;
  /** Which of its files is used, in the library's words: `fp32` is `onnx/model.onnx`. */
  readonly dtype: Dtype;
  /** The address it may be downloaded from; null: nothing is fetched. */
  readonly hub: string | null;
}

export interface PlaceOptions {
  /** A folder, or a name at the hub: `owner/model`. */
  readonly model: string;
  /** Where downloads are kept. */
  readonly folder: string;
  /** Null: nothing may be downloaded. */
  readonly hub: string | null;
}

type Dtype = keyof typeof fileNames;

/** The exact one first; of those that are smaller, the better one. */
const fileNames = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  q8: 'model_quantized.onnx',
  int8: 'model_int8.onnx',
  uint8: 'model_uint8.onnx',
  q4: 'model_q4.onnx',
} as const;
const dtypes = Object.keys(fileNames) as Dtype[];

/** What is downloaded: about a quarter of the size of the exact one. */
const downloaded: Dtype = 'q8';
const packageName = '@huggingface/transformers';

/** Finds the model by its files, without loading anything. Throws `config_invalid` with a sentence that says what to do. */
export function placeModel({ model, folder, hub }: PlaceOptions): ModelPlace {
  requirePackage();
  if (isFolder(model)) {
    const path = resolve(model);
    return found({ root: dirname(path), id: basename(path) });
  }
  if (!/^[\w.-]+\/[\w.-]+$/.test(model) || model.includes('..')) {
    throw invalid(`"${model}" is no folder; ${wanted}`);
  }
  const root = resolve(folder);
  if (missingFile({ root, id: model }) === null) {
    return found({ root, id: model });
  }
  if (hub === null) {
    throw invalid(
      `"${model}" is not on this machine; set CONSILIENCE_NLI_DOWNLOAD=1 to have it downloaded once, or name a folder.`,
    );
  }
  return { root, id: model, dtype: downloaded, hub };
}

export function modelFile({ root, id, dtype }: Pick<ModelPlace, 'root' | 'id' | 'dtype'>): string {
  return join(root, id, 'onnx', fileNames[dtype]);
}

function found(at: Folder): ModelPlace {
  const path = join(at.root, at.id);
  const missing = missingFile(at);
  const dtype = dtypeOf(at);
  if (missing !== null || dtype === undefined) {
    throw invalid(`${path} has no ${missing ?? 'model'}; ${wanted}`);
  }
  readLabels(labelsOf(join(path, 'config.json')));
  return { ...at, dtype, hub: null };
}

type Folder = Pick<ModelPlace, 'root' | 'id'>;

/** A download that was cut off lacks one. */
function missingFile(at: Folder): string | null {
  const path = join(at.root, at.id);
  const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
  const missing = names.find((name) => !existsSync(join(path, name)));
  return missing ?? (dtypeOf(at) === undefined ? 'onnx/model.onnx' : null);
}

function dtypeOf(at: Folder): Dtype | undefined {
  return dtypes.find((dtype) => existsSync(modelFile({ ...at, dtype })));
}

const wanted =
  'name a folder with config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx, as exported for transformers.js.';

function labelsOf(path: string): unknown {
  try {
    const config = JSON.parse(readFileSync(path, 'utf8')) as { id2label?: unknown } | null;
    return config?.id2label;
  } catch {
    throw invalid(`${path} is no JSON; export the model again.`);
  }
}

function requirePackage(): void {
  try {
    createRequire(import.meta.url).resolve(packageName);
  } catch {
    throw invalid(`${packageName} is not installed; run: npm ci --prefix core/adapters/entailers --ignore-scripts`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function invalid(why: string): ConsilienceError {
  return new ConsilienceError('config_invalid', { message: `CONSILIENCE_NLI_MODEL: ${why}` });
}
