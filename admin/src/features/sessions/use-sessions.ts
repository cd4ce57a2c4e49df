import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getSession } from './requests/get-session.ts';
import { listSessions } from './requests/list-sessions.ts';

const pageSize = 30;
const recentSize = 20;

/** All sessions that match, page by page. */
export function useSessions(q: string) {
  return useInfiniteQuery({
    queryKey: ['sessions', 'list', q],
    queryFn: ({ signal, pageParam }) => listSessions({ q, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** The newest ones, for the side of the page. */
export function useRecentSessions() {
  return useQuery({
    queryKey: ['sessions', 'recent'],
    queryFn: ({ signal }) => listSessions({ q: '', limit: recentSize, cursor: null }, signal),
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
