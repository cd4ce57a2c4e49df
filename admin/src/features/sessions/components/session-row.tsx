import { Link } from '@tanstack/react-router';
import { Pencil, Star, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import type { SessionSummary } from '#api/contract';
import { formatWhen } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { words } from '../../../ui/words.ts';
import { Hits } from './hits.tsx';

export interface RowActions {
  readonly onRename: (session: SessionSummary, title: string) => Promise<unknown>;
  readonly onStar: (session: SessionSummary) => void;
  readonly onRemove: (session: SessionSummary) => void;
}

interface SessionRowProps extends RowActions {
  readonly session: SessionSummary;
  readonly now: number;
  readonly label: (model: string) => string;
}

export function SessionRow({ session, now, label, onRename, onStar, onRemove }: SessionRowProps) {
  const [editing, setEditing] = useState(false);
  if (editing) {
    const rename = (title: string) => onRename(session, title);
    return <RenameForm session={session} onRename={rename} onClose={() => setEditing(false)} />;
  }
  return (
    <div className="session">
      <button
        type="button"
        className="icon-button star"
        aria-pressed={session.starred}
        title={words.history.star}
        onClick={() => onStar(session)}
      >
        <Star aria-hidden="true" size={16} />
        <span className="unseen">{`${words.history.star}: ${session.title}`}</span>
      </button>
      <Link className="session-title" to="/sessions/$id" params={{ id: session.id }}>
        {session.title}
      </Link>
      <Score session={session} />
      <span className="session-when">{formatWhen(session.updatedAt, now)}</span>
      <span className="session-tools">
        <button type="button" className="icon-button" title={words.history.rename} onClick={() => setEditing(true)}>
          <Pencil aria-hidden="true" size={14} />
          <span className="unseen">{`${words.history.rename}: ${session.title}`}</span>
        </button>
        <button type="button" className="icon-button" title={words.history.remove} onClick={() => onRemove(session)}>
          <Trash2 aria-hidden="true" size={14} />
          <span className="unseen">{`${words.history.remove}: ${session.title}`}</span>
        </button>
      </span>
      {session.runCount > 1 && <small className="session-runs">{words.history.runs(session.runCount)}</small>}
      {session.found !== null && session.found.hits.length > 0 && (
        <Hits run={session.found.run} hits={session.found.hits} label={label} />
      )}
    </div>
  );
}

/** The number, and a bar as long as it is high; the band by its words too. */
function Score({ session: { score, band } }: { readonly session: SessionSummary }) {
  if (score === null) {
    return (
      <span className="session-score">
        <small>{words.history.noScore}</small>
      </span>
    );
  }
  return (
    <span
      className="session-score"
      data-band={band ?? ''}
      title={band === null ? undefined : words.verdict.bands[band]}
    >
      <span className="unseen">{words.verdict.agreement} </span>
      {score}
      <i aria-hidden="true">
        <i style={{ width: `${score}%` }} />
      </i>
    </span>
  );
}

const titleLengthMax = 200;

interface RenameFormProps {
  readonly session: SessionSummary;
  readonly onRename: (title: string) => Promise<unknown>;
  readonly onClose: () => void;
}

function RenameForm({ session, onRename, onClose }: RenameFormProps) {
  const [title, setTitle] = useState(session.title);
  const [error, setError] = useState<Error | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (title.trim() !== '') {
      onRename(title.trim()).then(onClose, (cause: unknown) => setError(cause as Error));
    }
  };
  return (
    <form className="rename" onSubmit={submit}>
      <input
        ref={field}
        className="field"
        aria-label={words.history.newTitle}
        value={title}
        maxLength={titleLengthMax}
        required
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
      <button type="submit" className="button go">
        {words.history.save}
      </button>
      <button type="button" className="button" onClick={onClose}>
        {words.history.cancel}
      </button>
      {error && <Problem error={error} />}
    </form>
  );
}
