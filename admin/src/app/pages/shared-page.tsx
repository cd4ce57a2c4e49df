import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { SharedRun } from '#api/contract';
import { RunView } from '../../features/runs/components/run-view.tsx';
import { castOf } from '../../features/runs/screen/names.ts';
import { plainText } from '../../features/runs/screen/plain-text.ts';
import { getSharedRun } from '../../features/share/requests/get-shared-run.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ApiError } from '../../ui/fetch-json.ts';
import { formatMoment } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';
import { TakeAway } from '../take-away.tsx';

/** What a link opens: one run, read-only, and nothing of the workspace it is from. */
export function SharedPage() {
  const { token } = useParams({ from: '/shared/$token' });
  const shared = useQuery({
    queryKey: ['shared', token],
    queryFn: ({ signal }) => getSharedRun(token, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (shared.data) {
    return <Shared shared={shared.data} token={token} />;
  }
  return (
    <div className="page">
      {shared.error ? <Unknown error={shared.error} /> : <p className="quiet">{words.run.loading}</p>}
    </div>
  );
}

function Unknown({ error }: { readonly error: Error }) {
  const title = error instanceof ApiError && error.status === 404 ? words.share.unknownTitle : words.broken.title;
  useTitle(title);
  return (
    <>
      <h1>{title}</h1>
      <Problem error={error} />
    </>
  );
}

const still = { connection: 'live', rates: new Map<string, number>() } as const;

function Shared({ shared: { view, sharedAt }, token }: { readonly shared: SharedRun; readonly token: string }) {
  const cast = castOf(view);
  return (
    <div className="page page-run">
      <p className="facts shared-head">{words.share.sharedHead(formatMoment(sharedAt))}</p>
      <RunView
        snapshot={{ view, ...still }}
        actions={
          <>
            <CopyButton label={words.run.copy} text={() => plainText(view, cast)} />
            <TakeAway view={view} token={token} />
          </>
        }
      />
    </div>
  );
}
