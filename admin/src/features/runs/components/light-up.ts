import type { Evidence } from '../screen/evidence.ts';
import { highlightQuotes } from './mark-quotes.ts';

/** Lights up the answers of some models and the words in them; none at all puts all lights out. */
export function lightUp(models: readonly string[], evidence: readonly Evidence[]): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-model]')) {
    const { model = '' } = element.dataset;
    element.toggleAttribute('data-lit', models.includes(model));
  }
  highlightQuotes(
    'support',
    evidence.flatMap(({ model, quote }) => (quote === null ? [] : [{ model, quote }])),
  );
}
