import { Link } from '@tanstack/react-router';
import type { SessionSummary } from '#api/contract';
import { dayOf } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { words } from '../../../ui/words.ts';
import { useRecentSessions } from '../use-sessions.ts';

const dayMs = 86_400_000;

/** The newest sessions by day, each with its score. */
export function RecentSessions({ current }: { readonly current: string | null }) {
  const recent = useRecentSessions();
  const now = useNow(true, 60_000);
  const groups = [...Map.groupBy(recent.data?.items ?? [], (session) => dayName(session.updatedAt, now))];
  return groups.map(([name, sessions]) => (
    <section key={name} className="recent" aria-label={`${words.nav.recent}: ${name}`}>
      <p>{name}</p>
      <ul>
        {sessions.map((session) => (
          <li key={session.id}>
            <SessionLink session={session} current={session.id === current} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

function SessionLink({ session, current }: { readonly session: SessionSummary; readonly current: boolean }) {
  return (
    <Link
      to="/sessions/$id"
      params={{ id: session.id }}
      title={session.title}
      aria-current={current ? 'page' : undefined}
    >
      <span>{session.title}</span>
      {session.score !== null && (
        <small>
          <span className="unseen">{words.verdict.agreement} </span>
          {session.score}
        </small>
      )}
    </Link>
  );
}

function dayName(at: number, now: number): string {
  const today = dayOf(now);
  return at >= today ? words.today : at >= dayOf(today - dayMs / 2) ? words.yesterday : words.earlier;
}
