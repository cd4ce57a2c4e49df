import type { ReactNode } from 'react';

/** The class that gives a position its colour and pattern; positions after the eighth share the last. */
export function positionClass(id: string | null): string {
  const letter = id?.charAt(0).toLowerCase() ?? '';
  return letter === '' ? 'pos-none' : `pos-${letter >= 'a' && letter <= 'h' ? letter : 'h'}`;
}

interface ChipProps {
  readonly position: string | null;
  /** What is read instead of the letter. */
  readonly label?: string;
  readonly children: ReactNode;
}

export function Chip({ position, label, children }: ChipProps) {
  return (
    <span className={`chip ${positionClass(position)}`} title={label}>
      {label === undefined ? (
        children
      ) : (
        <>
          <span aria-hidden="true">{children}</span>
          <span className="unseen">{label}</span>
        </>
      )}
    </span>
  );
}
