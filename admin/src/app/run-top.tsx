import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConsensusView } from '#api/contract';
import { CopyButton } from '../ui/copy-button.tsx';
import { words } from '../ui/words.ts';

interface RunTopProps {
  readonly view: ConsensusView;
  readonly title: string;
  readonly children?: ReactNode;
}

/** The head of a page about one part of a run: the way back, the question, what this is, its address to hand on. */
export function RunTop({ view, title, children }: RunTopProps) {
  return (
    <header className="run-top">
      <Link className="back" to="/runs/$id" params={{ id: view.id }}>
        <ArrowLeft aria-hidden="true" size={14} />
        {words.divergence.back}
      </Link>
      {view.rehearsal && <p className="rehearsal">{words.rehearsal}</p>}
      <h1>{title}</h1>
      <p className="run-top-question" dir="auto">
        {view.question}
      </p>
      <div className="actions">
        {children}
        <CopyButton label={words.divergence.copyLink} text={() => location.href} />
      </div>
    </header>
  );
}
