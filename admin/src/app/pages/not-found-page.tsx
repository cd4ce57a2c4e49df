import { Link } from '@tanstack/react-router';
import { useTitle } from '../../ui/use-title.ts';
import { words } from '../../ui/words.ts';

export function NotFoundPage() {
  useTitle(words.notFound.title);
  return (
    <div className="page">
      <h1>{words.notFound.title}</h1>
      <p className="lead">{words.notFound.text}</p>
      <Link to="/">{words.nav.ask}</Link>
    </div>
  );
}
