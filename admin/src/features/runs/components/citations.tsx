import { clean, cut, safeAddress } from '#core/markdown';
import { words } from '../../../ui/words.ts';

interface CitationsProps {
  readonly citations: readonly { readonly url: string; readonly title: string }[];
  /** Ids of the entries begin with this; they count from 1. */
  readonly prefix: string;
}

const titleLengthMax = 160;

export function Citations({ citations, prefix }: CitationsProps) {
  return (
    <div className="sources">
      <h4>{words.answer.citations}</h4>
      <ol>
        {citations.map((citation, index) => (
          // Sources are numbered by their place, and one may be named twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} id={`${prefix}${index + 1}`} tabIndex={-1}>
            <Source {...citation} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Source({ url, title }: { readonly url: string; readonly title: string }) {
  const address = safeAddress(clean(url));
  const shown = cut(clean(title).replaceAll('\n', ' ').trim(), titleLengthMax);
  if (address === null) {
    return <span>{shown}</span>;
  }
  return (
    <>
      <a href={address.href} target="_blank" rel="noopener noreferrer nofollow">
        {shown === '' ? address.host : shown}
      </a>
      {shown !== '' && <span className="md-host"> {address.host}</span>}
    </>
  );
}
