import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { words } from './words.ts';

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string;
  /** An icon only; the label is read, not seen. */
  readonly quiet?: boolean;
}

const shownMs = 1_600;

export function CopyButton({ label, text, quiet = false }: CopyButtonProps) {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (result !== null) {
      const timer = setTimeout(() => setResult(null), shownMs);
      return () => clearTimeout(timer);
    }
  }, [result]);
  const copy = () => {
    void copyText(text()).then((done) => setResult(done ? 'copied' : 'failed'));
  };
  const said = result === 'copied' ? words.run.copied : result === 'failed' ? words.run.copyFailed : '';
  const Icon = result === 'copied' ? Check : Copy;
  return (
    <>
      <button
        type="button"
        className={quiet ? 'icon-button' : 'button'}
        onClick={copy}
        title={quiet ? label : undefined}
      >
        <Icon aria-hidden="true" size={14} />
        {quiet ? <span className="unseen">{label}</span> : result === 'copied' ? words.run.copied : label}
      </button>
      <output className={result === 'failed' ? 'hint' : 'unseen'}>{said}</output>
    </>
  );
}

/** The clipboard is missing where the page is served over plain HTTP from another machine. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
