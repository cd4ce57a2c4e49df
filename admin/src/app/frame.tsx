import { Outlet, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { words } from '../ui/words.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Shell } from './shell.tsx';
import { runKeys, useKeys } from './use-keys.ts';

/** Around every page the shell; around what a link opens nothing that belongs to the workspace. */
export function Frame() {
  const isShared = useRouterState({ select: (state) => state.location.pathname.startsWith('/shared/') });
  return isShared ? <Bare /> : <Shell />;
}

function Bare() {
  const [keysOpen, setKeysOpen] = useState(false);
  useKeys({ '?': () => setKeysOpen(true), ...runKeys });
  return (
    <>
      <a className="skip" href="#content">
        {words.skipLink}
      </a>
      <header className="bare-head">
        <span className="brand">
          <span className="brand-mark" aria-hidden="true" />
          {words.product}
        </span>
        <LanguageSwitch />
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
    </>
  );
}
