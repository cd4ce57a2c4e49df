import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { placeModel, transformersEntailer } from '../adapters/index.ts';
import { cautiousWeights, type EntailmentWeights, findUnsurePairs, weightMax } from '../agreement/index.ts';
import type { Config } from '../config.ts';
import type { EntailmentStage } from '../consensus/index.ts';
import { ConsilienceError } from '../errors.ts';

const hub = 'https://huggingface.co/';
/** `npm run train-agreement -- --nli` writes it beside the other coefficients. */
const weightsFile = new URL('../agreement/coefficients-entailment.json', import.meta.url);
const weight = z.number().min(0).max(weightMax);
const weightsShape = z.object({ model: z.string(), entails: weight, contradicts: weight });

/**
 * The entailment model that the configuration names, or null; what cannot be used is a sentence for whoever starts the product, which
 * then runs without.
 */
export function openEntailment(config: Config): { stage: EntailmentStage | null; note: string | null } {
  if (config.CONSILIENCE_NLI_MODEL === '') {
    return { stage: null, note: null };
  }
  try {
    const stage = { ...makeEntailment(config), unsurePairs: findUnsurePairs, msMax: config.CONSILIENCE_NLI_MS };
    return { stage, note: null };
  } catch (error) {
    if (error instanceof ConsilienceError) {
      return { stage: null, note: `No entailment model. ${error.message}` };
    }
    throw error;
  }
}

/** The model and what weighs its readings. Throws `config_invalid` with a sentence that says what to do; loads nothing. */
export function makeEntailment(config: Config): Pick<EntailmentStage, 'entailer' | 'weightsOf'> {
  if (config.CONSILIENCE_NLI_MODEL === '') {
    throw new ConsilienceError('config_invalid', {
      message: 'CONSILIENCE_NLI_MODEL: name the folder of an entailment model (docs/operations.md).',
    });
  }
  const place = placeModel({
    model: config.CONSILIENCE_NLI_MODEL,
    folder: join(config.DATA_DIR, 'models'),
    hub: config.CONSILIENCE_NLI_DOWNLOAD === '1' ? hub : null,
  });
  return { entailer: transformersEntailer(place), weightsOf: readWeights(weightsFile) };
}

/** What was trained, for the very model it was trained with; the cautious weights for any other one. */
function readWeights(file: URL): (model: string) => EntailmentWeights {
  if (!existsSync(file)) {
    return () => cautiousWeights;
  }
  const parsed = weightsShape.safeParse(jsonOf(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    throw new ConsilienceError('config_invalid', {
      message: 'core/agreement/coefficients-entailment.json is damaged; train it again, or delete it.',
    });
  }
  const { model: trainedWith, ...weights } = parsed.data;
  return (model) => (model === trainedWith ? weights : cautiousWeights);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
