import { useState } from 'react';
import type { ModelsView } from '#api/contract';

export const panelMax = 8;
const storageKey = 'consilience.panel';

/** Which models will be asked: the person's own choice where it is still available, else the default panel. */
export interface Panel {
  readonly chosen: readonly string[];
  readonly isDefault: boolean;
  readonly toggle: (model: string) => void;
  readonly reset: () => void;
}

export function usePanel(models: ModelsView | undefined): Panel {
  const [stored, setStored] = useState(readStored);
  const standard = (models?.models ?? []).filter((model) => model.inPanel && model.on).map((model) => model.model);
  const chosen = chosenOf(models, stored) ?? standard;
  const save = (panel: readonly string[] | null) => {
    writeStored(panel);
    setStored(panel);
  };
  return {
    chosen,
    isDefault: chosen.length === standard.length && standard.every((model) => chosen.includes(model)),
    toggle: (model) => save(toggled(chosen, model)),
    reset: () => save(null),
  };
}

/** A panel keeps at least one model and takes at most eight. */
export function toggled(chosen: readonly string[], model: string): readonly string[] {
  if (chosen.includes(model)) {
    return chosen.length === 1 ? chosen : chosen.filter((one) => one !== model);
  }
  return chosen.length >= panelMax ? chosen : [...chosen, model];
}

/** Null when nothing was chosen, or nothing of it can be asked any more. */
export function chosenOf(models: ModelsView | undefined, stored: readonly string[] | null): readonly string[] | null {
  const available = new Set(models?.models.filter((model) => model.on).map((model) => model.model));
  const chosen = (stored ?? []).filter((model) => available.has(model)).slice(0, panelMax);
  return chosen.length === 0 ? null : chosen;
}

function readStored(): readonly string[] | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    return Array.isArray(stored) ? stored.filter((model) => typeof model === 'string') : null;
  } catch {
    return null;
  }
}

/** A browser that stores nothing still asks. */
function writeStored(panel: readonly string[] | null): void {
  try {
    if (panel === null) {
      localStorage.removeItem(storageKey);
    } else {
      localStorage.setItem(storageKey, JSON.stringify(panel));
    }
  } catch {
    // The choice then lasts as long as the page.
  }
}
