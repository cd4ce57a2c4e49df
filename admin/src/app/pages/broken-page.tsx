import { words } from '../../ui/words.ts';

/** Shown in place of a page that threw while it was drawn. */
export function BrokenPage() {
  return (
    <div className="page" role="alert">
      <h1>{words.broken.title}</h1>
      <p className="lead">{words.broken.action}</p>
      <button type="button" className="button" onClick={() => location.reload()}>
        {words.broken.reload}
      </button>
    </div>
  );
}
