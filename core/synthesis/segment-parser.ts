import { z } from 'zod';
import { withoutUnseen } from './untrusted.ts';

const segmentsMax = 24;
const segmentCharactersMax = 1_200;
/** Every character may be written as an escape of six; the rest is for keys and labels. */
const objectCharactersMax = segmentCharactersMax * 6 + 1_000;

const segmentShape = z.strictObject({ text: z.string(), support: z.array(z.string()) });
const opensText = /^\{\s*"text"\s*:\s*"$/;

/** Why an output is no synthesis. */
export type SynthesisFault =
  | 'not_json'
  | 'keys_wrong'
  | 'label_unknown'
  | 'text_empty'
  | 'text_too_long'
  | 'segments_none'
  | 'segments_too_many'
  | 'support_missing'
  | 'cut_short'
  | 'refused';

/** Text that continues segment `segment`; `models` once it is complete. */
export interface SegmentPart {
  readonly segment: number;
  readonly text: string;
  readonly models: readonly string[] | null;
}

/**
 * Reads a synthesiser's output, `{"text": ..., "support": [label, ...]}` one after the other, while it is being
 * written. The text of a segment whose first key is `text` is told as it comes; what is told of an output does not
 * depend on how it was split. Code fences, list brackets and commas between objects are skipped. After a fault
 * nothing more is told.
 */
export class SegmentParser {
  #fault: SynthesisFault | null = null;
  #segments = 0;
  #unsupported = 0;
  #inFence = false;
  #object = openObject('');
  readonly #models: ReadonlyMap<string, string>;

  /** `models`: the model behind each label that may be cited. */
  constructor(models: ReadonlyMap<string, string>) {
    this.#models = models;
  }

  get fault(): SynthesisFault | null {
    return this.#fault;
  }

  push(output: string): readonly SegmentPart[] {
    const parts: SegmentPart[] = [];
    for (let index = 0; index < output.length && this.#fault === null; index += 1) {
      const char = output.charAt(index);
      if (this.#object.raw === '') {
        this.#between(char);
      } else {
        this.#inside(char, parts);
      }
    }
    this.#tell(parts);
    return parts;
  }

  /** Judges the whole; a last line needs no line end. */
  end(): void {
    if (this.#object.raw !== '') {
      this.#fault ??= 'cut_short';
    } else if (this.#segments === 0) {
      this.#fault ??= 'segments_none';
    } else if (this.#unsupported * 2 > this.#segments) {
      this.#fault ??= 'support_missing';
    }
  }

  #between(char: string): void {
    if (char === '{') {
      this.#object = openObject(char);
      this.#fault = this.#segments === segmentsMax ? 'segments_too_many' : null;
    } else if (char === '`') {
      this.#inFence = true;
    } else if (/[\s,[\]]/.test(char)) {
      this.#inFence = false;
    } else if (!this.#inFence || !/[a-z]/i.test(char)) {
      this.#fault = 'not_json';
    }
  }

  #inside(char: string, parts: SegmentPart[]): void {
    const object = this.#object;
    object.raw += char;
    if (object.raw.length > objectCharactersMax) {
      this.#fault = 'text_too_long';
    } else if (object.inString) {
      readInString(object, char);
    } else if (char === '"') {
      object.inString = true;
      if (opensText.test(object.raw)) {
        object.rawTextStart = object.rawTextEnd = object.raw.length;
        object.inText = true;
      }
    } else if (char === '{' || char === '[') {
      object.depth += 1;
    } else if (char === '}' || char === ']') {
      object.depth -= 1;
      if (object.depth === 0) {
        this.#close(parts);
      }
    }
  }

  #tell(parts: SegmentPart[]): void {
    const object = this.#object;
    this.#decode();
    const text = object.text.slice(object.told);
    if (this.#fault === null && text !== '') {
      object.told = object.text.length;
      parts.push({ segment: this.#segments, text, models: null });
    }
  }

  /** Decodes the text that is complete so far, but for the first half of a surrogate pair. */
  #decode(): void {
    const object = this.#object;
    if (this.#fault !== null || object.rawTextEnd <= object.rawTextStart) {
      return;
    }
    const decoded = parseJson(`"${object.raw.slice(object.rawTextStart, object.rawTextEnd)}"`);
    if (typeof decoded !== 'string') {
      this.#fault = 'not_json';
      return;
    }
    object.rawTextStart = object.rawTextEnd;
    const text = object.heldBack + decoded;
    object.heldBack = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    object.text += withoutUnseen(text.slice(0, text.length - object.heldBack.length));
    if (object.text.length > segmentCharactersMax) {
      this.#fault = 'text_too_long';
    }
  }

  #close(parts: SegmentPart[]): void {
    this.#decode();
    const { raw, text: decoded, told } = this.#object;
    const parsed = segmentShape.safeParse(parseJson(raw));
    if (!parsed.success) {
      this.#fault ??= parseJson(raw) === undefined ? 'not_json' : 'keys_wrong';
      return;
    }
    const text = withoutUnseen(parsed.data.text);
    const models = parsed.data.support.map((label) => this.#models.get(label));
    this.#fault ??= textFault(text, decoded) ?? (models.includes(undefined) ? 'label_unknown' : null);
    if (this.#fault === null) {
      const known = models.filter((m) => m !== undefined);
      parts.push({ segment: this.#segments, text: text.slice(told), models: [...new Set(known)] });
      this.#segments += 1;
      this.#unsupported += known.length === 0 ? 1 : 0;
      this.#object = openObject('');
    }
  }
}

/** An object that is being read. */
interface OpenObject {
  raw: string;
  depth: number;
  inString: boolean;
  /** The string being read is the value of a first key `text`. */
  inText: boolean;
  /** Characters that the current escape still needs. */
  escapeLeft: number;
  /** The part of `raw` that holds complete characters of the text which are not decoded yet. */
  rawTextStart: number;
  rawTextEnd: number;
  /** The text as far as it is decoded, and how much of it was told. */
  text: string;
  told: number;
  /** The first half of a surrogate pair whose second half has not come. */
  heldBack: string;
}

function openObject(raw: string): OpenObject {
  const text = { inText: false, rawTextStart: 0, rawTextEnd: 0, text: '', told: 0, heldBack: '' };
  return { raw, depth: 1, inString: false, escapeLeft: 0, ...text };
}

function readInString(object: OpenObject, char: string): void {
  if (object.escapeLeft > 0) {
    object.escapeLeft = object.escapeLeft === 1 && char === 'u' ? 4 : object.escapeLeft - 1;
  } else if (char === '\\') {
    object.escapeLeft = 1;
  } else if (char === '"') {
    object.inString = false;
    object.inText = false;
  }
  if (object.inText && object.escapeLeft === 0) {
    object.rawTextEnd = object.raw.length;
  }
}

/** Decoded text that is not the beginning of the final text means that the key `text` came twice. */
function textFault(text: string, decoded: string): SynthesisFault | null {
  if (!text.startsWith(decoded)) {
    return 'keys_wrong';
  }
  if (text.trim() === '') {
    return 'text_empty';
  }
  return text.length > segmentCharactersMax ? 'text_too_long' : null;
}

/** Undefined when it is not JSON. */
function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
