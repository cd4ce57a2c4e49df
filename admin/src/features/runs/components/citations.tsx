import type { Source } from '#core/markdown';
import { words } from '../../../ui/words.ts';

interface CitationsProps {
  readonly sources: readonly Source[];
  /** Ids of the entries begin with this; they count from 1. */
  readonly prefix: string;
}

export function Citations({ sources, prefix }: CitationsProps) {
  return (
    <div className="sources">
      <h4>{words.answer.citations}</h4>
      <ol>
        {sources.map((source, index) => (
          // Sources are numbered by their place, and one may be named twice.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index} id={`${prefix}${index + 1}`} tabIndex={-1}>
            <Entry {...source} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Entry({ href, host, title }: Source) {
  if (href === null) {
    return <span dir="auto">{title}</span>;
  }
  return (
    <>
      <a href={href} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
        {title === '' ? host : title}
      </a>
      {title !== '' && <span className="md-host"> {host}</span>}
    </>
  );
}
