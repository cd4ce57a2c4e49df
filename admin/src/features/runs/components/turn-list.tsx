import { Link } from '@tanstack/react-router';
import type { RunSummary } from '#api/contract';
import { words } from '../../../ui/words.ts';

interface TurnListProps {
  readonly title: string;
  readonly runs: readonly RunSummary[];
}

/** Other questions of the same session: each with its verdict in a line. */
export function TurnList({ title, runs }: TurnListProps) {
  if (runs.length === 0) {
    return null;
  }
  return (
    <nav className="turns" aria-label={title}>
      <p>{title}</p>
      <ol>
        {runs.map((run) => (
          <li key={run.id}>
            <Link to="/runs/$id" params={{ id: run.id }}>
              <span>{run.question}</span> <small>{outcomeOf(run)}</small>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** `72 Moderate agreement`, or what became of it. */
function outcomeOf(run: RunSummary): string {
  return run.score === null || run.band === null
    ? words.history.states[run.state]
    : `${run.score} ${words.verdict.bands[run.band]}`;
}
