import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { InfiniteData } from '@tanstack/react-query';
import type { SessionPage } from '#api/contract';
import type { Filters } from './filters.ts';
import { changeSession } from './requests/change-session.ts';
import { deleteSession } from './requests/delete-session.ts';
import { getSession } from './requests/get-session.ts';
import { listSessions } from './requests/list-sessions.ts';
import { restoreSession } from './requests/restore-session.ts';

const pageSize = 50;
const recentSize = 20;

/** All sessions that pass, page by page. */
export function useSessions(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ['sessions', 'list', filters],
    queryFn: ({ signal, pageParam }) => listSessions({ ...filters, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The newest ones, for the side of the page. */
export function useRecentSessions() {
  return useQuery({
    queryKey: ['sessions', 'recent'],
    queryFn: ({ signal }) => listSessions({ limit: recentSize, cursor: null }, signal),
  });
}

/** With its runs, oldest first; nothing is asked while `id` is empty. */
export function useSession(id: string) {
  return useQuery({
    queryKey: ['sessions', 'one', id],
    queryFn: ({ signal }) => getSession(id, signal),
    enabled: id !== '',
  });
}

/** Rename, star, delete and bring back; what changed shows at once. */
export function useSessionChanges() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['sessions'] });
  const edit = (change: (page: SessionPage) => SessionPage) =>
    client.setQueriesData<InfiniteData<SessionPage>>({ queryKey: ['sessions', 'list'] }, (data) =>
      data === undefined ? data : { ...data, pages: data.pages.map(change) },
    );
  const change = useMutation({
    mutationFn: changeSession,
    onSuccess: async (after, asked) => {
      // What was not asked for may be older than what another change has shown since.
      const title = asked.title === undefined ? {} : { title: after.title };
      const starred = asked.starred === undefined ? {} : { starred: after.starred };
      edit((page) => ({
        ...page,
        items: page.items.map((one) => (one.id === after.id ? { ...one, ...title, ...starred } : one)),
      }));
      await client.invalidateQueries({ queryKey: ['sessions', 'recent'] });
    },
  });
  const remove = useMutation({
    mutationFn: deleteSession,
    onSuccess: async (_, id) => {
      edit((page) => ({ ...page, items: page.items.filter((one) => one.id !== id) }));
      await client.invalidateQueries({ queryKey: ['sessions', 'recent'] });
    },
  });
  const restore = useMutation({ mutationFn: restoreSession, onSuccess: refresh });
  return { change, remove, restore };
}
