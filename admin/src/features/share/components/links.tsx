import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link2 } from 'lucide-react';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { formatMoment } from '../../../ui/format.ts';
import { Problem } from '../../../ui/problem.tsx';
import { words } from '../../../ui/words.ts';
import { createShare } from '../requests/create-share.ts';
import { listShares } from '../requests/list-shares.ts';
import { revokeShare } from '../requests/revoke-share.ts';

/** Makes a link to a run, shows it once, and revokes those that there are. */
export function Links({ run, ended }: { readonly run: string; readonly ended: boolean }) {
  const client = useQueryClient();
  const queryKey = ['shares', run];
  const shares = useQuery({ queryKey, queryFn: ({ signal }) => listShares(run, signal), staleTime: 0 });
  const refresh = () => client.invalidateQueries({ queryKey });
  const create = useMutation({ mutationFn: () => createShare(run), onSuccess: refresh });
  const revoke = useMutation({
    mutationFn: revokeShare,
    onSuccess: (_nothing, id) => {
      if (id === create.data?.id) {
        create.reset();
      }
      return refresh();
    },
  });
  const error = create.error ?? revoke.error ?? shares.error;
  return (
    <section className="take-part" aria-labelledby="share-link-title">
      <h3 id="share-link-title">{words.share.linkTitle}</h3>
      <p className="quiet">{ended ? words.share.linkText : words.share.open}</p>
      {ended && (
        <button type="button" className="button" disabled={create.isPending} onClick={() => create.mutate()}>
          <Link2 aria-hidden="true" size={14} />
          {words.share.make}
        </button>
      )}
      {create.data && <Made token={create.data.token} />}
      {(shares.data?.items.length ?? 0) > 0 && (
        <>
          <h4>{words.share.listTitle}</h4>
          <ul className="links">
            {shares.data?.items.map((share) => {
              const when = formatMoment(share.createdAt);
              return (
                <li key={share.id}>
                  <span>{words.share.made(when)}</span>
                  <button
                    type="button"
                    className="link"
                    aria-label={words.share.revokeNamed(when)}
                    disabled={revoke.isPending}
                    onClick={() => revoke.mutate(share.id)}
                  >
                    {words.share.revoke}
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
      <p className="hint" aria-live="polite">
        {revoke.isSuccess ? words.share.revoked : ''}
      </p>
      {error && <Problem error={error} />}
    </section>
  );
}

function Made({ token }: { readonly token: string }) {
  const address = `${location.origin}/shared/${token}`;
  return (
    <div className="made">
      <input
        className="field"
        readOnly
        aria-label={words.share.address}
        aria-describedby="made-once"
        value={address}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton label={words.share.copy} text={() => address} />
      <p className="hint" id="made-once" aria-live="polite">
        {words.share.once} {isLoopback(location.hostname) && words.share.here}
      </p>
    </div>
  );
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
}
