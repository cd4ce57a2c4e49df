import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import type { SessionSummary } from '#api/contract';
import { TurnList } from '../../features/runs/components/turn-list.tsx';
import { deleteSession } from '../../features/sessions/requests/delete-session.ts';
import { renameSession } from '../../features/sessions/requests/rename-session.ts';
import { SessionRow } from '../../features/sessions/components/session-row.tsx';
import { useSession, useSessions } from '../../features/sessions/use-sessions.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';

export function HistoryPage() {
  useTitle(words.history.title);
  const [q, setQ] = useState('');
  const asked = useDeferredValue(q.trim());
  const sessions = useSessions(asked);
  const [removing, setRemoving] = useState<SessionSummary | null>(null);
  const items = sessions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="page">
      <h1>{words.history.title}</h1>
      <p className="lead">{words.history.sentence}</p>
      <input
        type="search"
        className="field"
        aria-label={words.history.search}
        placeholder={words.history.search}
        value={q}
        maxLength={200}
        onChange={(event) => setQ(event.target.value)}
      />
      {sessions.error && <Problem error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && items.length === 0 && <Empty q={asked} />}
      <SessionRows items={items} onRemove={setRemoving} />
      {sessions.hasNextPage && (
        <button type="button" className="button" onClick={() => void sessions.fetchNextPage()}>
          {words.history.more}
        </button>
      )}
      <RemoveDialog session={removing} onClose={() => setRemoving(null)} />
    </div>
  );
}

function Empty({ q }: { readonly q: string }) {
  return q === '' ? (
    <p className="quiet empty">
      {words.history.empty} <Link to="/">{words.history.emptyNext}</Link>
    </p>
  ) : (
    <p className="quiet empty">{words.history.noMatch(q)}</p>
  );
}

interface SessionRowsProps {
  readonly items: readonly SessionSummary[];
  readonly onRemove: (session: SessionSummary) => void;
}

function SessionRows({ items, onRemove }: SessionRowsProps) {
  const client = useQueryClient();
  const rename = useMutation({
    mutationFn: renameSession,
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <ul className="sessions">
      {items.map((session) => (
        <SessionRow
          key={session.id}
          session={session}
          onRename={(title) => rename.mutateAsync({ id: session.id, title })}
          onRemove={() => onRemove(session)}
        >
          <SessionRuns session={session} />
        </SessionRow>
      ))}
    </ul>
  );
}

function SessionRuns({ session }: { readonly session: SessionSummary }) {
  const detail = useSession(session.id);
  if (detail.error) {
    return <Problem error={detail.error} />;
  }
  return <TurnList title={session.title} runs={detail.data?.runs ?? []} />;
}

function RemoveDialog({ session, onClose }: { readonly session: SessionSummary | null; readonly onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: deleteSession,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  return (
    <Dialog title={words.history.removeTitle} open={session !== null} onClose={onClose}>
      {session && <p>{words.history.removeText(session.title, session.runCount)}</p>}
      {remove.error && <Problem error={remove.error} />}
      <footer>
        <button type="button" className="button" onClick={onClose}>
          {words.history.cancel}
        </button>
        <button
          type="button"
          className="button danger"
          disabled={remove.isPending}
          onClick={() => session && remove.mutate(session.id)}
        >
          {words.history.remove}
        </button>
      </footer>
    </Dialog>
  );
}
