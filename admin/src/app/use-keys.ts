import { useEffect, useRef } from 'react';
import { jumpToAnswer, openReport } from '../features/runs/components/jump.ts';

/** The keys of every page that shows a run. */
export const runKeys: Keys = {
  d: openReport,
  ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [String(index + 1), () => jumpToAnswer(index)])),
};

type Keys = Readonly<Record<string, () => void>>;

/** Single keys for the whole page. They rest while somebody types or a dialog is open; Esc works while typing too. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = latest.current[event.key];
      if (action === undefined || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
        return;
      }
      if (document.querySelector('dialog[open]') || (event.key !== 'Escape' && isTyping(event.target))) {
        return;
      }
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Ctrl+K, or Cmd+K on a Mac: while typing too, but not over another dialog. */
export function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const wanted = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (wanted && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        open();
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [open]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}
