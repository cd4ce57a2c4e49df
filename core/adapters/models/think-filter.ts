/**
 * Takes a leading `<think>...</think>` out of streamed text: servers without a reasoning parser write a model's thoughts
 * before its answer. Text is held back only while it can still become the opening tag, or part of the closing one.
 */
export class ThinkFilter {
  #held = '';
  #state: 'start' | 'inside' | 'after' = 'start';

  /** What is left to show, and whether the model is thinking. */
  pass(delta: string): { readonly text: string; readonly thinking: boolean } {
    if (this.#state === 'after') {
      return { text: delta, thinking: false };
    }
    this.#held += delta;
    if (this.#state === 'start') {
      const begun = this.#held.trimStart();
      if (!begun.startsWith(opening)) {
        return opening.startsWith(begun) ? { text: '', thinking: false } : this.#release(this.#held);
      }
      this.#state = 'inside';
    }
    const end = this.#held.indexOf(closing);
    if (end >= 0) {
      return { ...this.#release(this.#held.slice(end + closing.length).trimStart()), thinking: true };
    }
    // Only a beginning of the closing tag can still matter.
    this.#held = this.#held.slice(-closing.length);
    return { text: '', thinking: true };
  }

  /** What is still held at the end: text that began like a tag and was none. */
  rest(): string {
    const held = this.#state === 'start' ? this.#held : '';
    this.#held = '';
    return held;
  }

  #release(text: string): { text: string; thinking: boolean } {
    this.#state = 'after';
    this.#held = '';
    return { text, thinking: false };
  }
}

const opening = '<think>';
const closing = '</think>';
