import { useLayoutEffect, useRef, useState } from 'react';
import { lazy, useLazy } from '../ui/use-lazy.ts';

const typesetter = lazy(() => import('./typeset.ts').then(({ typeset }) => typeset));

interface FormulaProps {
  readonly tex: string;
  readonly source: string;
  readonly display: boolean;
}

/** A formula; its source while the typesetter is on its way, and where it cannot be read. */
export function Formula({ tex, source, display }: FormulaProps) {
  const typeset = useLazy(typesetter, true);
  const place = useRef<HTMLSpanElement>(null);
  const [drawn, setDrawn] = useState(false);
  useLayoutEffect(() => {
    if (typeset !== null && place.current !== null) {
      const formula = typeset(tex, display);
      place.current.replaceChildren(...(formula === null ? [] : [formula]));
      setDrawn(formula !== null);
    }
  }, [typeset, tex, display]);
  return (
    <span className={display ? 'formula formula-display' : 'formula'}>
      <span ref={place} hidden={!drawn} />
      {!drawn && <code>{source}</code>}
    </span>
  );
}
