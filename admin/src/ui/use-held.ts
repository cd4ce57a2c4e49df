import { useEffect, useRef, useState } from 'react';

/** The value, but once shown it stays for at least `ms`: what comes meanwhile waits, and only the last of it is shown. */
export function useHeld<T>(value: T, key: string, ms: number): T {
  const [held, setHeld] = useState({ value, key });
  const shownAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (held.key === key) {
      return;
    }
    const timer = setTimeout(
      () => {
        shownAt.current = performance.now();
        setHeld({ value, key });
      },
      Math.max(0, shownAt.current + ms - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [value, key, held.key, ms]);
  return held.key === key ? value : held.value;
}
