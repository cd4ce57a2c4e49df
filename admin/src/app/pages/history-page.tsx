import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { SessionSummary } from '#api/contract';
import { useModels } from '../../features/models/use-models.ts';
import { FilterBar } from '../../features/sessions/components/filter-bar.tsx';
import { SessionList } from '../../features/sessions/components/session-list.tsx';
import { isFiltered } from '../../features/sessions/filters.ts';
import type { Filters } from '../../features/sessions/filters.ts';
import { useSessionChanges, useSessions } from '../../features/sessions/use-sessions.ts';
import { Problem } from '../../ui/problem.tsx';
import { Toast } from '../../ui/toast.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';

/** Everything that was asked: found by its words, narrowed by what came of it. */
export function HistoryPage() {
  useTitle(words.history.title);
  const filters: Filters = useSearch({ from: '/history' });
  const navigate = useNavigate();
  const onFilters = (search: Filters) => void navigate({ to: '/history', search, replace: true });
  const [q, setQ] = useState(filters.q ?? '');
  const asked = useDeferredValue(filters);
  const { q: _, ...others } = filters;
  const search = (text: string) => {
    setQ(text);
    onFilters(text.trim() === '' ? others : { ...others, q: text.trim() });
  };
  const models = useModels();
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
        onChange={(event) => search(event.target.value)}
      />
      <FilterBar
        filters={filters}
        models={models.data?.models ?? []}
        onChange={(next) => {
          setQ(next.q ?? '');
          onFilters(next);
        }}
      />
      <Found filters={asked} />
    </div>
  );
}

function Found({ filters }: { readonly filters: Filters }) {
  const sessions = useSessions(filters);
  const { change, remove, restore } = useSessionChanges();
  const [removed, setRemoved] = useState<SessionSummary | null>(null);
  const label = useLabels();
  const items = useMemo(() => sessions.data?.pages.flatMap((page) => page.items) ?? [], [sessions.data]);
  const { fetchNextPage, isFetchingNextPage } = sessions;
  const onMore = useCallback(() => {
    if (!isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [fetchNextPage, isFetchingNextPage]);
  const onClose = useCallback(() => setRemoved(null), []);
  const actions = {
    onRename: (session: SessionSummary, title: string) => change.mutateAsync({ id: session.id, title }),
    onStar: (session: SessionSummary) => change.mutate({ id: session.id, starred: !session.starred }),
    onRemove: (session: SessionSummary) => remove.mutate(session.id, { onSuccess: () => setRemoved(session) }),
  };
  const undo = (session: SessionSummary) => restore.mutate(session.id, { onSettled: onClose });
  const error = sessions.error ?? remove.error ?? restore.error ?? (change.variables?.title ? null : change.error);
  return (
    <>
      {error && <Problem error={error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && items.length === 0 && <Empty filters={filters} />}
      <SessionList items={items} more={sessions.hasNextPage} onMore={onMore} label={label} actions={actions} />
      {removed !== null && (
        <Toast
          key={removed.id}
          text={words.history.removed(removed.title)}
          action={words.history.undo}
          onAction={() => undo(removed)}
          onClose={onClose}
        />
      )}
    </>
  );
}

/** What people call a model; one that is gone goes by its name. */
function useLabels(): (model: string) => string {
  const models = useModels();
  return useMemo(() => {
    const labels = new Map(models.data?.models.map(({ model, label }) => [model, label]));
    return (model) => labels.get(model) ?? model;
  }, [models.data]);
}

function Empty({ filters }: { readonly filters: Filters }) {
  return isFiltered(filters) ? (
    <p className="quiet empty">{words.history.noMatch(filters.q ?? '')}</p>
  ) : (
    <p className="quiet empty">
      {words.history.empty} <Link to="/">{words.history.emptyNext}</Link>
    </p>
  );
}
