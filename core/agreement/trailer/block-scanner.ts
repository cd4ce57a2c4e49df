const jsonMax = 4_000;

type Phase = 'lead' | 'json' | 'raw' | 'tail' | 'fence' | 'over';

/**
 * Follows a block sign by sign to its end. A `block` ends with its JSON object and the fence behind it, or with a fence at
 * the start of a line when the object is broken. An `object` is followed only as far as it may still end the answer.
 */
export class BlockScanner {
  /** The object's text as far as it was read, at most 4,000 signs. */
  json = '';
  #kind: 'block' | 'object';
  #phase: Phase = 'lead';
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** Back quotes since the start of the line; -1 when something else stands before. */
  #quotes = 0;

  constructor(kind: 'block' | 'object') {
    this.#kind = kind;
  }

  get complete(): boolean {
    return this.#phase === 'tail' || this.#phase === 'fence' || this.#phase === 'over';
  }

  /** True when the sign belongs to the block; false when the block ended before it. */
  take(sign: string): boolean {
    switch (this.#phase) {
      case 'lead':
        return this.#takeLead(sign);
      case 'json':
        this.#follow(sign);
        return this.#checkFence(sign);
      case 'raw':
        return this.#checkFence(sign);
      case 'tail':
        return this.#takeTail(sign);
      case 'fence':
        return this.#takeFence(sign);
      case 'over':
        return this.#kind === 'object' && isBlank(sign);
    }
  }

  #takeLead(sign: string): boolean {
    if (sign === '{') {
      this.#phase = 'json';
      this.#follow(sign);
    } else if (!isBlank(sign)) {
      this.#phase = 'raw';
      return this.#checkFence(sign);
    }
    return true;
  }

  #follow(sign: string): void {
    this.json += this.json.length < jsonMax ? sign : '';
    if (this.#escaped) {
      this.#escaped = false;
    } else if (this.#quoted) {
      this.#escaped = sign === '\\';
      this.#quoted = sign !== '"' && sign !== '\n';
    } else if (sign === '"') {
      this.#quoted = true;
    } else if (sign === '{') {
      this.#depth += 1;
    } else if (sign === '}') {
      this.#depth -= 1;
      this.#phase = this.#depth <= 0 ? 'tail' : this.#phase;
    }
  }

  /** A fence at the start of a line ends a block whose object does not end. */
  #checkFence(sign: string): boolean {
    if (sign === '\n') {
      this.#quotes = 0;
    } else if (sign === '`' && this.#quotes >= 0) {
      this.#quotes += 1;
      this.#phase = this.#quotes >= 3 && this.#phase !== 'tail' ? 'fence' : this.#phase;
    } else if (!(isBlank(sign) && this.#quotes === 0)) {
      this.#quotes = -1;
    }
    return true;
  }

  #takeTail(sign: string): boolean {
    if (sign === '`') {
      this.#phase = 'fence';
      return true;
    }
    return isBlank(sign);
  }

  #takeFence(sign: string): boolean {
    if (sign === '`') {
      return true;
    }
    this.#phase = 'over';
    return this.take(sign);
  }
}

function isBlank(sign: string): boolean {
  return sign === '\n' || sign === ' ' || sign === '\t' || sign === '\r';
}
