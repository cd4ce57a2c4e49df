import { ApiError } from './fetch-json.ts';
import { words } from './words.ts';

/** What happened and what to do. */
export function Problem({ error, onRetry }: { readonly error: Error; readonly onRetry?: () => void }) {
  return (
    <div className="problem" role="alert">
      <p>
        <b>{error.message}</b> {error instanceof ApiError ? error.action : words.broken.action}
      </p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {words.tryAgain}
        </button>
      )}
    </div>
  );
}
