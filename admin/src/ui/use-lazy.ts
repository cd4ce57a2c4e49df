import { useEffect, useState } from 'react';

/** Something heavy that is fetched when it is first needed, once for the whole page. */
export interface Lazy<T> {
  readonly load: () => Promise<T>;
  readonly value: () => T | null;
}

export function lazy<T>(fetchIt: () => Promise<T>): Lazy<T> {
  let value: T | null = null;
  let loading: Promise<T> | null = null;
  return {
    load() {
      loading ??= fetchIt().then(
        (found) => {
          value = found;
          return found;
        },
        (cause: unknown) => {
          // The next one who needs it tries again.
          loading = null;
          throw cause;
        },
      );
      return loading;
    },
    value: () => value,
  };
}

/** Null until it is there, and where it cannot be fetched: the page must do without. */
export function useLazy<T>(one: Lazy<T>, needed: boolean): T | null {
  const [value, setValue] = useState(() => one.value());
  useEffect(() => {
    if (!needed || value !== null) {
      return;
    }
    let here = true;
    one.load().then(
      (found) => here && setValue(() => found),
      () => {},
    );
    return () => {
      here = false;
    };
  }, [one, needed, value]);
  return value;
}
