import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { words } from '../../../ui/words.ts';

/** At most 14 lines until all is asked for; never cut without saying so. */
export function Collapsible({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [long, setLong] = useState(false);
  useEffect(() => {
    const element = box.current;
    const content = element?.firstElementChild;
    if (!element || !content) {
      return;
    }
    const observer = new ResizeObserver(() => setLong(content.scrollHeight > linesHeight(element) + slackPx));
    observer.observe(content);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      {/* What is reached by keyboard inside must be seen. */}
      <div ref={box} className={`collapsible ${open || !long ? '' : 'collapsed'}`} onFocus={() => setOpen(true)}>
        <div>{children}</div>
      </div>
      {long && (
        <button type="button" className="link show-all" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? words.answer.showLess : words.answer.showAll}
        </button>
      )}
    </>
  );
}

/** A line or so more than the limit is shown rather than hidden behind a button. */
const slackPx = 32;
const linesMax = 14;

function linesHeight(element: Element): number {
  return Number.parseFloat(getComputedStyle(element).lineHeight) * linesMax;
}
