/**
 * Every word that the page says, in the language of its reader. Sentences are short, name what happened and what to do.
 * To add one: write it in `words/english/`, then in `words/german/`; the compiler says which are missing.
 */
import { language } from './language.ts';
import { english } from './words/english/index.ts';
import type { Words } from './words/english/index.ts';

// A live binding: read `words` while drawing, never while a module loads.
export let words: Words = english;

/** Fetches the catalogue of the reader's language; English is always there. */
export async function loadWords(): Promise<void> {
  if (language === 'de') {
    const { german } = await import('./words/german/index.ts');
    words = german;
  }
}
