import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { showQuote } from './mark-quotes.ts';
import { RunPlace } from './run-place.ts';

interface QuoteLinkProps {
  readonly model: string;
  readonly quote: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** Words of an answer, as the way to their place in it: on this page when the answer stands here, else on the run's. */
export function QuoteLink({ model, quote, title, children }: QuoteLinkProps) {
  const run = useContext(RunPlace);
  if (run === null) {
    return (
      <button type="button" className="quote" title={title} dir="auto" onClick={() => showQuote(model, quote)}>
        {children}
      </button>
    );
  }
  const onClick = (event: MouseEvent) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (plain && showQuote(model, quote)) {
      event.preventDefault();
    }
  };
  return (
    <Link
      className="quote"
      to="/runs/$id"
      params={{ id: run }}
      search={{ in: model, quote }}
      title={title}
      dir="auto"
      onClick={onClick}
    >
      {children}
    </Link>
  );
}
