import { CopyButton } from '../ui/copy-button.tsx';
import { words } from '../ui/words.ts';

export function CodeBlock({ language, text }: { readonly language: string; readonly text: string }) {
  return (
    <figure className="code" aria-label={words.answer.code}>
      <div className="code-head">
        <span>{language}</span>
        <CopyButton label={words.answer.copyCode} text={() => text} quiet />
      </div>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
