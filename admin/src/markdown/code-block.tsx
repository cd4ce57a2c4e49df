import { useEffect, useRef, useState } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { lazy, useLazy } from '../ui/use-lazy.ts';
import { words } from '../ui/words.ts';

/** A piece of code of one kind, which gives it its colour. */
export interface Run {
  readonly text: string;
  readonly kind: 'comment' | 'keyword' | 'number' | 'string' | 'name' | 'type' | 'added' | 'removed' | null;
}

const highlighter = lazy(() => import('./highlight.ts').then(({ highlight }) => highlight));

export function CodeBlock({ language, text }: { readonly language: string; readonly text: string }) {
  return (
    <figure className="code" aria-label={words.answer.code} dir="ltr">
      <div className="code-head">
        <span>{language}</span>
        <CopyButton label={words.answer.copyCode} text={() => text} quiet />
      </div>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>
          <Coloured language={language} text={text} />
        </code>
      </pre>
    </figure>
  );
}

function Coloured({ language, text }: { readonly language: string; readonly text: string }) {
  const runs = useRuns(language, text);
  if (runs === null) {
    return text;
  }
  const known = runs.reduce((sum, run) => sum + run.text.length, 0);
  return (
    <>
      {runs.map((run, index) =>
        run.kind === null ? (
          run.text
        ) : (
          // Pieces have no identity but their place.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index} className={`code-${run.kind}`}>
            {run.text}
          </span>
        ),
      )}
      {text.slice(known)}
    </>
  );
}

/** While code is being written it is coloured at most so often; what came since is plain for that long. */
const everyMs = 250;

/** The runs of what begins the text; null while there are none. */
function useRuns(language: string, text: string): readonly Run[] | null {
  const highlight = useLazy(highlighter, language !== '');
  const [known, setKnown] = useState<{ readonly text: string; readonly runs: readonly Run[] | null } | null>(null);
  const doneAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (highlight === null || known?.text === text) {
      return;
    }
    const wait = Math.max(0, doneAt.current + everyMs - performance.now());
    const timer = setTimeout(() => {
      setKnown({ text, runs: highlight(language, text) });
      doneAt.current = performance.now();
    }, wait);
    return () => clearTimeout(timer);
  }, [highlight, language, text, known]);
  return known !== null && known.runs !== null && text.startsWith(known.text) ? known.runs : null;
}
