import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { SessionSummary } from '#api/contract';
import { useNow } from '../../../ui/use-now.ts';
import { words } from '../../../ui/words.ts';
import { SessionRow } from './session-row.tsx';
import type { RowActions } from './session-row.tsx';

interface SessionListProps {
  readonly items: readonly SessionSummary[];
  readonly more: boolean;
  readonly onMore: () => void;
  readonly label: (model: string) => string;
  readonly actions: RowActions;
}

const rowHeight = 49;
/** Rows drawn above and below the screen. */
const overscan = 8;
/** The next page is asked for when so many rows are left. */
const rowsLeft = 15;

/** Draws only the rows near the screen, however long the list is, and asks for more before its end is reached. */
export function SessionList({ items, more, onMore, label, actions }: SessionListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  const now = useNow(false);
  useLayoutEffect(() => setScrollMargin(list.current?.offsetTop ?? 0), []);
  // Its functions change with every scroll, so the compiler must not remember this component; nothing else depends on it.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan,
    scrollMargin,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? -1;
  const nearEnd = more && last >= items.length - rowsLeft;
  useEffect(() => {
    if (nearEnd) {
      onMore();
    }
  }, [nearEnd, onMore, items.length]);
  return (
    <ul className="sessions" ref={list} style={{ height: rows.getTotalSize() }} aria-label={words.history.title}>
      {drawn.map(({ index, key, start }) => {
        const session = items[index];
        return session === undefined ? null : (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-posinset={index + 1}
            aria-setsize={more ? -1 : items.length}
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            <SessionRow session={session} now={now} label={label} {...actions} />
          </li>
        );
      })}
    </ul>
  );
}
