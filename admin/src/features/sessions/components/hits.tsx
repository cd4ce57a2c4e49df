import { Link } from '@tanstack/react-router';
import type { SearchHit } from '#api/contract';
import { words } from '../../../ui/words.ts';

interface HitsProps {
  readonly run: string;
  readonly hits: readonly SearchHit[];
  readonly label: (model: string) => string;
}

/** Where the words of a search stand: each place with the words marked, and the way to its run. */
export function Hits({ run, hits, label }: HitsProps) {
  return (
    <ul className="hits">
      {hits.map((hit) => (
        <li key={`${hit.place}${hit.model ?? ''}`}>
          <Link to="/runs/$id" params={{ id: run }}>
            <small>{hit.model === null ? words.history.places[hit.place] : label(hit.model)}</small>{' '}
            <Marked text={hit.text} marks={hit.marks} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Marked({ text, marks }: Pick<SearchHit, 'text' | 'marks'>) {
  const ends = [0, ...marks.map(([, end]) => end)];
  return (
    <span>
      {marks.map(([start, end], index) => (
        <span key={start}>
          {text.slice(ends[index], start)}
          <mark>{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(ends.at(-1))}
    </span>
  );
}
