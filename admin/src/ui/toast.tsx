import { useEffect } from 'react';

interface ToastProps {
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
  readonly onClose: () => void;
}

const shownMs = 10_000;

/** Says what was done and how to take it back; it leaves by itself after 10 s. */
export function Toast({ text, action, onAction, onClose }: ToastProps) {
  useEffect(() => {
    const timer = setTimeout(onClose, shownMs);
    return () => clearTimeout(timer);
  }, [onClose]);
  return (
    <output className="toast">
      <span>{text}</span>
      <button type="button" className="button" onClick={onAction}>
        {action}
      </button>
    </output>
  );
}
