import { Link } from '@tanstack/react-router';
import { Pencil, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import type { SessionSummary } from '#api/contract';
import { formatWhen } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { useNow } from '../../../ui/use-now.ts';
import { words } from '../../../ui/words.ts';

interface SessionRowProps {
  readonly session: SessionSummary;
  readonly onRename: (title: string) => Promise<unknown>;
  readonly onRemove: () => void;
  /** The session's runs, shown when they are asked for. */
  readonly children: ReactNode;
}

export function SessionRow({ session, onRename, onRemove, children }: SessionRowProps) {
  const [editing, setEditing] = useState(false);
  const [open, setOpen] = useState(false);
  const now = useNow(false);
  return (
    <li className="session">
      {editing ? (
        <RenameForm session={session} onRename={onRename} onClose={() => setEditing(false)} />
      ) : (
        <>
          <Link className="session-title" to="/sessions/$id" params={{ id: session.id }}>
            {session.title}
          </Link>
          <span className="session-score">{session.score ?? <small>{words.history.noScore}</small>}</span>
          <span className="session-when">{formatWhen(session.updatedAt, now)}</span>
          <span className="session-tools">
            <button type="button" className="icon-button" title={words.history.rename} onClick={() => setEditing(true)}>
              <Pencil aria-hidden="true" size={14} />
              <span className="unseen">{`${words.history.rename}: ${session.title}`}</span>
            </button>
            <button type="button" className="icon-button" title={words.history.remove} onClick={onRemove}>
              <Trash2 aria-hidden="true" size={14} />
              <span className="unseen">{`${words.history.remove}: ${session.title}`}</span>
            </button>
          </span>
          <button type="button" className="link session-runs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? words.history.runs(session.runCount) : words.history.showRuns(session.runCount)}
          </button>
        </>
      )}
      {open && !editing && <div className="session-open">{children}</div>}
    </li>
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
