import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Keyboard, Search } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useRunSession } from '../features/runs/follow/use-run.ts';
import { RecentSessions } from '../features/sessions/components/recent-sessions.tsx';
import { words } from '../ui/words.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Palette } from './palette.tsx';
import { runKeys, useKeys, usePaletteKey } from './use-keys.ts';

/** What stands around every page: the way in, the recent questions, the keys. */
export function Shell() {
  const [keysOpen, setKeysOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  usePaletteKey(useCallback(() => setPaletteOpen(true), []));
  const navigate = useNavigate();
  useKeys({
    '/': () => focusQuestion(() => void navigate({ to: '/' })),
    '?': () => setKeysOpen(true),
    ...runKeys,
  });
  return (
    <>
      <a className="skip" href="#content">
        {words.skipLink}
      </a>
      <div className="shell">
        <Side onKeys={() => setKeysOpen(true)} onPalette={() => setPaletteOpen(true)} />
        <main id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
      <Palette open={paletteOpen} onClose={() => setPaletteOpen(false)} onKeys={() => setKeysOpen(true)} />
    </>
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function Side({ onKeys, onPalette }: { readonly onKeys: () => void; readonly onPalette: () => void }) {
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
      <button type="button" className="side-keys" onClick={onPalette}>
        <Search aria-hidden="true" size={14} />
        {words.palette.title}
        <kbd>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <button type="button" className="side-keys" onClick={onKeys}>
        <Keyboard aria-hidden="true" size={14} />
        {words.nav.keys}
        <kbd>?</kbd>
      </button>
      <LanguageSwitch />
    </nav>
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
