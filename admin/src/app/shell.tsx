import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Keyboard, Languages } from 'lucide-react';
import { useState } from 'react';
import { jumpToAnswer, jumpToReport } from '../features/runs/components/jump.ts';
import { useRunSession } from '../features/runs/follow/use-run.ts';
import { RecentSessions } from '../features/sessions/components/recent-sessions.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { language, languages, switchLanguage } from '../ui/language.ts';
import type { Language } from '../ui/language.ts';
import { words } from '../ui/words.ts';
import { useKeys } from './use-keys.ts';

/** What stands around every page: the way in, the recent questions, the keys. */
export function Shell() {
  const [keysOpen, setKeysOpen] = useState(false);
  const navigate = useNavigate();
  useKeys({
    '/': () => focusQuestion(() => void navigate({ to: '/' })),
    '?': () => setKeysOpen(true),
    d: jumpToReport,
    ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [String(index + 1), () => jumpToAnswer(index)])),
  });
  return (
    <>
      <a className="skip" href="#content">
        {words.skipLink}
      </a>
      <div className="shell">
        <Side onKeys={() => setKeysOpen(true)} />
        <main id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
    </>
  );
}

function Side({ onKeys }: { readonly onKeys: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [, kind, id = ''] = path.split('/');
  const run = useRunSession(kind === 'runs' ? id : '');
  const session = kind === 'sessions' ? id : run;
  return (
    <nav className="side" aria-label={words.nav.label}>
      <Link to="/" className="brand">
        <span className="brand-mark" aria-hidden="true" />
        <span className="brand-name">{words.product}</span>
      </Link>
      <div className="side-links">
        <Link to="/" activeOptions={{ exact: true }}>
          {words.nav.ask}
        </Link>
        <Link to="/history">{words.nav.history}</Link>
        <Link to="/models">{words.nav.models}</Link>
      </div>
      <div className="side-recent">
        <RecentSessions current={session} />
      </div>
      <button type="button" className="side-keys" onClick={onKeys}>
        <Keyboard aria-hidden="true" size={14} />
        {words.nav.keys}
        <kbd>?</kbd>
      </button>
      <LanguageSwitch />
    </nav>
  );
}

/** Each language in its own name, so that it is found by those who read no other. */
function LanguageSwitch() {
  return (
    <label className="side-language">
      <Languages aria-hidden="true" size={14} />
      <select
        aria-label={words.nav.language}
        value={language}
        onChange={(event) => switchLanguage(event.target.value as Language)}
      >
        {Object.entries(languages).map(([id, name]) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The box of this page; a page without one gives way to the one that is all question. */
function focusQuestion(otherwise: () => void): void {
  const box = document.querySelector<HTMLTextAreaElement>('#question');
  if (box === null) {
    otherwise();
  } else {
    box.focus();
  }
}

function KeysDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title={words.keys.title} open={open} onClose={onClose}>
      <dl className="keys">
        {words.keys.list.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
