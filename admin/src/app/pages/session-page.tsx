import { useParams } from '@tanstack/react-router';
import { useSession } from '../../features/sessions/use-sessions.ts';
import { Problem } from '../../ui/problem.tsx';
import { words } from '../../ui/words.ts';
import { Run } from './run-page.tsx';

/** A session is read at its latest run; the earlier ones stand above it. */
export function SessionPage() {
  const { id } = useParams({ from: '/sessions/$id' });
  const session = useSession(id);
  const latest = session.data?.runs.at(-1);
  if (latest) {
    return <Run key={latest.id} id={latest.id} />;
  }
  return (
    <div className="page">
      {session.error ? (
        <>
          <h1>{words.notFound.title}</h1>
          <Problem error={session.error} />
        </>
      ) : (
        <p className="quiet">{session.data ? words.history.empty : words.run.loading}</p>
      )}
    </div>
  );
}
