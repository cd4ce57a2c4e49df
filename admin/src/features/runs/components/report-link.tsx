import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import { words } from '../../../ui/words.ts';
import { jumpToReport } from './jump.ts';
import { RunPlace } from './run-place.ts';

/** To the report's own page, where there is one; else to its place on this page. */
export function ReportLink() {
  const run = useContext(RunPlace);
  return run === null ? (
    <button type="button" className="link" onClick={jumpToReport}>
      {words.dissent.link}
    </button>
  ) : (
    <Link className="link" to="/runs/$id/divergence" params={{ id: run }}>
      {words.dissent.link}
    </Link>
  );
}
