import { ConsilienceError } from '../../errors.ts';

/** Which of the numbers that a model gives is which. */
export interface LabelOrder {
  readonly entailment: number;
  readonly neutral: number;
  readonly contradiction: number;
}

/** Reads `id2label` of a model's configuration. Throws `config_invalid` when it does not name exactly the three. */
export function readLabels(id2label: unknown): LabelOrder {
  const labels = typeof id2label === 'object' && id2label !== null ? Object.values(id2label).map(String) : [];
  const [entailment, neutral, contradiction] = ['entail', 'neutral', 'contradict'].map((start) =>
    labels.findIndex((label) => label.toLowerCase().startsWith(start)),
  );
  const order = { entailment: entailment ?? -1, neutral: neutral ?? -1, contradiction: contradiction ?? -1 };
  if (labels.length !== 3 || Object.values(order).includes(-1)) {
    const named = labels.length === 0 ? 'no labels' : `the labels ${labels.slice(0, 5).join(', ').slice(0, 100)}`;
    throw new ConsilienceError('config_invalid', {
      message: `CONSILIENCE_NLI_MODEL: its config.json names ${named}; id2label must name entailment, neutral and contradiction.`,
    });
  }
  return order;
}
