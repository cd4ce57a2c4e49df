import { positionClass } from '../../../ui/chip.tsx';

/** The colours of the page as they are now, light or dark. */
export interface Ink {
  (name: 'bg' | 'text' | 'muted' | 'warn' | 'sunken'): string;
  /** The colour of a position, and its ground. */
  readonly position: (letter: string) => string;
  readonly ground: (letter: string) => string;
}

export function inkOf(root: Element): Ink {
  const style = getComputedStyle(root);
  const named = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return Object.assign((name: string) => named(name), {
    position: (letter: string) => named(letterOf(letter) ?? 'muted'),
    ground: (letter: string) => named(letterOf(letter) === undefined ? 'sunken' : `${letterOf(letter)}-bg`),
  });
}

function letterOf(letter: string): string | undefined {
  return /^pos-([a-h])$/.exec(positionClass(/^[A-Z]/.test(letter) ? letter : null))?.[1];
}
