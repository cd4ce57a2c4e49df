import { CornerDownLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, SubmitEvent } from 'react';
import { Problem } from '../../../ui/problem.tsx';
import { words } from '../../../ui/words.ts';

interface QuestionBoxProps {
  readonly size: 'large' | 'bar';
  readonly label: string;
  readonly placeholder: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onAsk: (question: string) => void;
  /** Stands in it from the start, and the box takes the focus. */
  readonly initial?: string;
  /** Of the field; `/` finds the one that is left out here. */
  readonly id?: string;
  /** Stands at the left of the Ask button: who will be asked. */
  readonly children?: ReactNode;
}

const questionLengthMax = 16_000;

/** Enter asks, Shift+Enter begins a new line; `/` comes here from anywhere on the page. */
export function QuestionBox(props: QuestionBoxProps) {
  const { initial = '' } = props;
  const [question, setQuestion] = useState(initial);
  const form = useRef<HTMLFormElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const large = props.size === 'large';
  useEffect(() => {
    if (large || initial !== '') {
      // The bar stands at the foot of the screen; the page need not move to it.
      area.current?.focus({ preventScroll: !large });
    }
  }, [large, initial]);

  const tooLong = question.length > questionLengthMax;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (question.trim() === '') {
      area.current?.focus();
    } else if (!tooLong && !props.busy) {
      props.onAsk(question.trim());
      if (!large) {
        setQuestion('');
      }
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the composition of a word in an input method asks nothing.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };
  return (
    <form ref={form} className={`ask ask-${props.size}`} onSubmit={submit} aria-label={props.label}>
      <div className="ask-box">
        <textarea
          ref={area}
          id={props.id ?? 'question'}
          rows={large ? 3 : 1}
          value={question}
          placeholder={props.placeholder}
          aria-label={props.label}
          aria-describedby={large ? 'question-hint' : undefined}
          aria-invalid={tooLong}
          enterKeyHint="send"
          onChange={(event) => setQuestion(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <div className="ask-side">
          {props.children}
          <button type="submit" className="button go" disabled={props.busy}>
            {props.busy ? words.ask.asking : words.ask.submit}
            {large && <CornerDownLeft aria-hidden="true" size={14} />}
          </button>
        </div>
      </div>
      {large && (
        <p className="unseen" id="question-hint">
          {words.ask.hint}
        </p>
      )}
      {tooLong && <p className="problem">{words.ask.tooLong}</p>}
      {props.error && <Problem error={props.error} />}
    </form>
  );
}
