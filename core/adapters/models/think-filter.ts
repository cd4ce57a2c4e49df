/**
 * Takes a leading `<think>...</think>` out of streamed text: servers without a reasoning parser write a model's thoughts
 * before its answer. Text is held back only while it can still become the opening tag, or part of the closing one.
 */
export class ThinkFilter {
  #held = '';
  #state: 'start' | 'inside' | 'gap' | 'after' = 'start';

  /** What is left to show, and whether the model is thinking. */
  pass(delta: string): { readonly text: string; readonly thinking: boolean } {
    switch (this.#state) {
      case 'start':
        return this.#begin(this.#held + delta);
      case 'inside':
        return this.#think(this.#held + delta);
      case 'gap':
        return { text: this.#close(delta), thinking: false };
      case 'after':
        return { text: delta, thinking: false };
    }
  }

  /** What is still held at the end: text that began like a tag and was none. */
  rest(): string {
    const held = this.#state === 'start' ? this.#held : '';
    this.#held = '';
    return held;
  }

  #begin(text: string): { text: string; thinking: boolean } {
    const begun = text.trimStart();
    if (begun.startsWith(opening)) {
      this.#state = 'inside';
      return this.#think(begun.slice(opening.length));
    }
    if (opening.startsWith(begun)) {
      this.#held = text;
      return { text: '', thinking: false };
    }
    this.#state = 'after';
    return { text, thinking: false };
  }

  #think(text: string): { text: string; thinking: boolean } {
    const end = text.indexOf(closing);
    if (end >= 0) {
      return { text: this.#close(text.slice(end + closing.length)), thinking: true };
    }
    // Only a beginning of the closing tag can still matter.
    this.#held = text.slice(1 - closing.length);
    return { text: '', thinking: true };
  }

  /** Drops the space between thoughts and answer. */
  #close(text: string): string {
    const left = text.trimStart();
    this.#state = left === '' ? 'gap' : 'after';
    return left;
  }
}

const opening = '<think>';
const closing = '</think>';
