import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useId, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { jumpToAnswer, openReport } from '../features/runs/components/jump.ts';
import { useSessions } from '../features/sessions/use-sessions.ts';
import { Dialog } from '../ui/dialog.tsx';
import { language, languages, switchLanguage } from '../ui/language.ts';
import type { Language } from '../ui/language.ts';
import { words } from '../ui/words.ts';
import { matching } from './matching.ts';

interface Item {
  readonly id: string;
  readonly label: string;
  /** The key that does the same, or how the session stands. */
  readonly hint: string;
  readonly go: () => void;
}

interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

const sessionsMax = 8;

/** Everything that can be gone to, by typing a part of its name. */
export function Palette({ open, onClose, onKeys }: PaletteProps) {
  return (
    <Dialog title={words.palette.title} open={open} onClose={onClose}>
      <Finder onClose={onClose} onKeys={onKeys} />
    </Dialog>
  );
}

function Finder({ onClose, onKeys }: Omit<PaletteProps, 'open'>) {
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const items = useItems(q, onKeys);
  const active = items[Math.min(at, items.length - 1)];
  const choose = (item: Item | undefined) => {
    if (item) {
      onClose();
      // After the dialog has given the focus back.
      setTimeout(item.go, 0);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, items.length - 1) + step + items.length) % items.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(active);
    }
  };
  return (
    <div className="palette">
      <input
        className="field"
        role="combobox"
        ref={takeFocus}
        aria-label={words.palette.label}
        placeholder={words.palette.label}
        aria-expanded={items.length > 0}
        aria-controls={list}
        aria-activedescendant={active && `${list}-${active.id}`}
        autoComplete="off"
        value={q}
        maxLength={200}
        onChange={(event) => {
          setQ(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {/* A native list can hold neither keys nor scores beside its entries. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div role="listbox" id={list} aria-label={words.palette.title} className="palette-list">
        {items.map((item) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the input's
          <div
            key={item.id}
            id={`${list}-${item.id}`}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as above
            role="option"
            aria-selected={item === active}
            ref={item === active ? keepInSight : undefined}
            onClick={() => choose(item)}
          >
            <span>{item.label}</span>
            {item.hint !== '' && <kbd>{item.hint}</kbd>}
          </div>
        ))}
      </div>
      <p className="hint" aria-live="polite">
        {items.length === 0 ? words.palette.none : ''}
      </p>
    </div>
  );
}

/** The dialog looks for this mark when it opens; React's own prop does not set it. */
function takeFocus(input: HTMLInputElement | null): void {
  input?.setAttribute('autofocus', '');
}

function keepInSight(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}

function useItems(q: string, onKeys: () => void): readonly Item[] {
  const navigate = useNavigate();
  const text = useDeferredValue(q.trim());
  const sessions = useSessions(text === '' ? {} : { q: text });
  const [here] = useState(onThisPage);
  const pages: readonly Item[] = [
    { id: 'ask', label: words.palette.ask, hint: '/', go: () => void navigate({ to: '/' }) },
    ...here,
    { id: 'history', label: words.nav.history, hint: '', go: () => void navigate({ to: '/history' }) },
    { id: 'models', label: words.nav.models, hint: '', go: () => void navigate({ to: '/models' }) },
    { id: 'keys', label: words.keys.title, hint: '?', go: onKeys },
    ...(Object.entries(languages) as [Language, string][])
      .filter(([id]) => id !== language)
      .map(([id, name]) => ({ id, label: name, hint: '', go: () => switchLanguage(id) })),
  ];
  const found = (sessions.data?.pages[0]?.items ?? []).slice(0, sessionsMax).map((session): Item => ({
    id: session.id,
    label: session.title,
    hint: session.score === null ? '' : String(session.score),
    go: () => void navigate({ to: '/sessions/$id', params: { id: session.id } }),
  }));
  return [...pages.filter((item) => matching(item.label, q)), ...found];
}

/** The report and the answers of the run that the page shows, when it shows one. */
function onThisPage(): readonly Item[] {
  const answers = Array.from(document.querySelectorAll('.answer h3'), (title, index) => ({
    id: `answer-${index}`,
    label: words.palette.answer(title.textContent),
    hint: index < 9 ? String(index + 1) : '',
    go: () => jumpToAnswer(index),
  }));
  const report = document.querySelector('#report');
  return report === null
    ? answers
    : [{ id: 'report', label: words.report.title, hint: 'd', go: () => openReport() }, ...answers];
}
