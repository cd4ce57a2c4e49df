import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { words } from '../../../ui/words.ts';
import type { Turn } from '../thread/thread.ts';

/** `‹ 2 of 3 ›`: the other questions that were asked at this place; nothing while there is one. */
export function BranchSwitch({ turn }: { readonly turn: Turn }) {
  const { branches, run } = turn;
  const at = Math.max(
    branches.findIndex((branch) => branch.id === run.id),
    0,
  );
  if (branches.length < 2) {
    return null;
  }
  return (
    <nav className="branches" aria-label={words.thread.branches}>
      <Step to={branches[at - 1]?.id} label={words.thread.earlierBranch}>
        <ChevronLeft aria-hidden="true" size={16} />
      </Step>
      <span>{words.thread.branch(at + 1, branches.length)}</span>
      <Step to={branches[at + 1]?.id} label={words.thread.laterBranch}>
        <ChevronRight aria-hidden="true" size={16} />
      </Step>
    </nav>
  );
}

interface StepProps {
  readonly to: string | undefined;
  readonly label: string;
  readonly children: React.ReactNode;
}

function Step({ to, label, children }: StepProps) {
  return to === undefined ? (
    <span className="icon-button" aria-hidden="true">
      {children}
    </span>
  ) : (
    <Link className="icon-button" to="/runs/$id" params={{ id: to }} title={label}>
      {children}
      <span className="unseen">{label}</span>
    </Link>
  );
}
