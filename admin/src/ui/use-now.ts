import { useEffect, useState } from 'react';

/** The time in milliseconds since the epoch, renewed every `everyMs` while `running`. */
export function useNow(running: boolean, everyMs = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (running) {
      const timer = setInterval(() => setNow(Date.now()), everyMs);
      return () => clearInterval(timer);
    }
  }, [running, everyMs]);
  return now;
}
