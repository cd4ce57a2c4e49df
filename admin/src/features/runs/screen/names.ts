import type { ConsensusView } from '#api/contract';

/** How a run's models are called on the page, and which position each one takes. */
export interface Cast {
  /** The whole label: `Claude Opus 4.8`. */
  readonly label: (model: string) => string;
  /** The fewest words that tell it from the others: `Claude`. */
  readonly short: (model: string) => string;
  /** The letter of its position; null while it has none. */
  readonly position: (model: string) => string | null;
}

export function castOf(view: ConsensusView): Cast {
  const labels = new Map(view.answers.map((answer) => [answer.model, answer.label]));
  const shorts = shortNames(labels);
  const positions = new Map(
    (view.agreement?.positions ?? []).flatMap((position) => position.models.map((model) => [model, position.id])),
  );
  return {
    label: (model) => labels.get(model) ?? model,
    short: (model) => shorts.get(model) ?? model,
    position: (model) => positions.get(model) ?? null,
  };
}

/** Words from the left, as many as it takes; a version that is glued to the first word (`GPT-5.5`) only when it must. */
export function shortNames(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const spelled = [...labels].map(([model, label]) => ({ model, steps: stepsOf(label) }));
  const found = new Map<string, string>();
  for (const { model, steps } of spelled) {
    const others = spelled.filter((other) => other.model !== model);
    const unique = steps.find((step, index) =>
      others.every((other) => other.steps[Math.min(index, other.steps.length - 1)] !== step),
    );
    found.set(model, unique ?? labels.get(model) ?? model);
  }
  return found;
}

function stepsOf(label: string): readonly string[] {
  const tokens = label
    .replaceAll(/\s*\(?\brehearsal\b\)?:?\s*/gi, ' ')
    .trim()
    .split(/(?=[\s-])/);
  const steps = tokens.map((_, index) => tokens.slice(0, index + 1).join(''));
  return [...steps.filter((step) => step !== ''), label];
}
