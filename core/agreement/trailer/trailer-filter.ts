import type { AnswerTrailer } from '../../consensus/view/index.ts';
import { BlockScanner } from './block-scanner.ts';
import { readOpening } from './read-opening.ts';
import { parseTrailer } from './parse-trailer.ts';

type State = 'text' | 'gap' | 'opening' | 'block' | 'object' | 'after';

const gapMax = 200;
/** A candidate without the contract's own fence is held back up to this length; then it is text. */
const objectMax = 4_000;

/**
 * Takes the trailer out of an answer while it streams: `push` gives what people may see now, `end` what was still held back
 * and the trailer. Reads sign by sign, so that any split of a stream gives the same text. Held back is only what can
 * still be the trailer: line breaks, and at the start of a line the beginning of
 *
 * - the contract's fence, three back quotes and `consilience`: hidden with everything up to its end, valid or not;
 * - a JSON fence or a bare object that begins with a key of the contract: hidden when it ends the answer.
 *
 * A text without a trailer comes through unchanged.
 */
export class TrailerFilter {
  #state: State = 'gap';
  /** Line breaks and blanks that may turn out to stand before a trailer. */
  #gap = '';
  /** The signs after the gap that may turn out to open a trailer. */
  #held = '';
  #scanner = new BlockScanner('block');
  #trailer: AnswerTrailer | null = null;
  #stripped = false;

  push(text: string): string {
    let shown = '';
    for (let index = 0; index < text.length; index += 1) {
      if (this.#state === 'text') {
        const line = lineEnd(text, index);
        const end = line < 0 ? text.length : line;
        shown += text.slice(index, end);
        index = end;
        if (line < 0) {
          break;
        }
      }
      shown += this.#take(text[index] ?? '');
    }
    return shown;
  }

  /** `text` is the rest of what people may see. */
  end(): { text: string; trailer: AnswerTrailer | null } {
    let text = '';
    if (this.#state === 'block') {
      this.#trailer = parseTrailer(this.#scanner.json) ?? this.#trailer;
    } else if (this.#state === 'object') {
      text = this.#endObject();
    } else if (!this.#stripped || this.#held !== '') {
      text = this.#gap + this.#held;
    }
    this.#reset('text');
    return { text, trailer: this.#trailer };
  }

  #take(sign: string): string {
    switch (this.#state) {
      case 'text':
      case 'gap':
        return this.#takeGap(sign);
      case 'after':
        return isBlank(sign) ? '' : this.#takeGap(sign);
      case 'opening':
        return this.#takeOpening(sign);
      case 'block':
        return this.#takeBlock(sign);
      case 'object':
        return this.#takeObject(sign);
    }
  }

  #takeGap(sign: string): string {
    if (isBlank(sign)) {
      this.#state = 'gap';
      this.#gap += sign;
      const early = this.#gap.slice(0, Math.max(0, this.#gap.length - gapMax));
      this.#gap = this.#gap.slice(early.length);
      return early;
    }
    if (sign === '`' || sign === '{') {
      this.#state = 'opening';
      return this.#takeOpening(sign);
    }
    return this.#release(sign);
  }

  #takeOpening(sign: string): string {
    const held = this.#held + sign;
    const opening = readOpening(held);
    if (opening === 'no') {
      return this.#refuse(sign);
    }
    this.#held = held;
    if (opening !== 'maybe') {
      this.#state = opening;
      this.#scanner = new BlockScanner(opening);
      const from = held.indexOf('{');
      for (const early of from < 0 ? '' : held.slice(from)) {
        this.#scanner.take(early);
      }
      this.#held = opening === 'block' ? '' : held;
    }
    return '';
  }

  #takeBlock(sign: string): string {
    if (this.#scanner.take(sign)) {
      return '';
    }
    this.#trailer = parseTrailer(this.#scanner.json) ?? this.#trailer;
    this.#state = 'after';
    this.#stripped = true;
    return this.#take(sign);
  }

  #takeObject(sign: string): string {
    if (this.#held.length < objectMax && this.#scanner.take(sign)) {
      this.#held += sign;
      return '';
    }
    return this.#refuse(sign);
  }

  /** What was held back is text; its last line, or the line breaks at its end, may still begin the real trailer. */
  #refuse(sign: string): string {
    const { body, gap, line } = lastLine(this.#held);
    const shown = this.#gap + body;
    this.#reset(gap.includes('\n') ? 'gap' : 'text');
    if (this.#state === 'gap') {
      this.#gap = gap;
      return (
        shown +
        `${line}${sign}`
          .split('')
          .map((each) => this.#take(each))
          .join('')
      );
    }
    return shown + gap + line + (sign === '\n' ? this.#takeGap(sign) : sign);
  }

  #release(sign: string): string {
    const shown = this.#gap + sign;
    this.#reset('text');
    return shown;
  }

  #endObject(): string {
    const trailer = this.#scanner.complete ? parseTrailer(this.#scanner.json) : null;
    const cutOff = !this.#scanner.complete && /^[`\sa-z]{0,40}\{\s{0,20}"bottom_line"/i.test(this.#held);
    this.#trailer = trailer ?? this.#trailer;
    return trailer !== null || cutOff ? '' : this.#gap + this.#held;
  }

  #reset(state: State): void {
    this.#state = state;
    this.#gap = '';
    this.#held = '';
    this.#stripped = false;
  }
}

/** `line` is the last line when it may begin a trailer, else empty; `gap` the blanks before it. */
function lastLine(held: string): { body: string; gap: string; line: string } {
  const from = held.lastIndexOf('\n') + 1;
  const line = held.slice(from).trimStart();
  const begins = from > 0 && line !== '' && readOpening(line) !== 'no';
  const before = begins ? held.slice(0, held.length - line.length) : held;
  const body = before.trimEnd();
  return { body, gap: before.slice(body.length), line: begins ? line : '' };
}

/** Where the first CR or LF from `from` on stands, or -1: a CR may turn out to stand before the trailer as well. */
function lineEnd(text: string, from: number): number {
  const pattern = /[\r\n]/g;
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

function isBlank(sign: string): boolean {
  return sign === '\n' || sign === ' ' || sign === '\t' || sign === '\r';
}
