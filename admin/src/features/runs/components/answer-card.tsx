import { memo, useDeferredValue, useMemo } from 'react';
import type { AnswerView } from '#api/contract';
import { linksOf, sourcesOf } from '#core/markdown';
import { Markdown } from '../../../markdown/markdown.tsx';
import type { Marks } from '../../../markdown/render.tsx';
import { Chip } from '../../../ui/chip.tsx';
import { formatCost, formatElapsed, formatMs } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { words } from '../../../ui/words.ts';
import { isOpenAnswer } from '../screen/headline.ts';
import { Citations } from './citations.tsx';
import { Collapsible } from './collapsible.tsx';

interface AnswerCardProps {
  readonly answer: AnswerView;
  readonly question: string;
  /** Counted from 0, in the order asked. */
  readonly index: number;
  readonly position: string | null;
  readonly rate: number | null;
}

export const AnswerCard = memo(function AnswerCard({ answer, question, index, position, rate }: AnswerCardProps) {
  const open = isOpenAnswer(answer);
  const pendingLate = open && answer.late;
  const failed = answer.state === 'failed' || answer.state === 'cancelled' || answer.state === 'refused';
  return (
    <article
      className={`answer card ${failed || pendingLate ? 'answer-off' : ''}`}
      id={`answer-${index}`}
      aria-labelledby={`answer-title-${index}`}
      aria-busy={open}
      tabIndex={-1}
      data-state={answer.state}
      data-model={answer.model}
    >
      <header>
        {/* Its place is kept: the name beside it does not move when the letter comes. */}
        <Chip position={position} label={position === null ? words.answer.noPosition : words.answer.position(position)}>
          {position ?? '·'}
        </Chip>
        <h3 id={`answer-title-${index}`}>{answer.label}</h3>
        <span className="answer-state">{stateText(answer, rate)}</span>
      </header>
      <Body answer={answer} question={question} index={index} />
      <Foot answer={answer} />
    </article>
  );
});

function stateText(answer: AnswerView, rate: number | null): string {
  if (!isOpenAnswer(answer)) {
    return endedText(answer);
  }
  if (answer.state === 'writing' && rate !== null && rate > 0) {
    return words.answer.rate(rate);
  }
  const state = answer.late && answer.state === 'waiting' ? words.answer.late : words.answer.states[answer.state];
  return answer.attempt > 1 ? `${state} · ${words.answer.attempt(answer.attempt)}` : state;
}

/** `2.1 s`, `late · 38.0 s`, `refused · 1.1 s`, `failed`. */
function endedText(answer: AnswerView): string {
  if (answer.state === 'failed' || answer.state === 'cancelled') {
    return words.answer.states[answer.state];
  }
  return [
    answer.state === 'refused' ? words.answer.states.refused : null,
    answer.late ? words.answer.late : null,
    formatMs(answer.ms ?? 0),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function Body({ answer, question, index }: Pick<AnswerCardProps, 'answer' | 'question' | 'index'>) {
  // A slow machine skips states of the text instead of falling behind.
  const text = useDeferredValue(answer.text);
  const { citations } = answer;
  const marks = useMemo<Marks>(
    () => ({
      sources: sourcesOf(citations),
      prefix: `source-${index}-`,
      links: linksOf(question, citations),
      words: { citation: words.answer.citation, table: words.answer.table },
    }),
    [citations, question, index],
  );
  const writing = answer.state === 'writing';
  return (
    <div className="answer-body">
      {answer.text === '' ? (
        <Wordless answer={answer} />
      ) : (
        <Collapsible>
          <div className={`md ${writing ? 'md-growing' : ''}`} data-answer={answer.model}>
            <Markdown text={text} growing={writing} marks={marks} />
          </div>
        </Collapsible>
      )}
      <Fate answer={answer} />
      {marks.sources.length > 0 && <Citations sources={marks.sources} prefix={marks.prefix} />}
    </div>
  );
}

function Wordless({ answer }: { readonly answer: AnswerView }) {
  const pendingLate = isOpenAnswer(answer) && answer.late;
  const now = useNow(pendingLate);
  if (pendingLate) {
    const elapsed = formatElapsed(now - (answer.startedAt ?? now));
    return (
      <p>
        <b>{words.answer.latePending(elapsed)}</b> {words.answer.latePendingMore}
      </p>
    );
  }
  if (answer.state === 'thinking') {
    return <p className="quiet">{words.answer.thinkingText}</p>;
  }
  return answer.state === 'waiting' ? (
    <div className="ghost" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  ) : null;
}

/** How it ended, when not simply well: what happened, to which model, what to do. */
function Fate({ answer }: { readonly answer: AnswerView }) {
  if (answer.state === 'failed') {
    return (
      <p>
        <b>{words.answer.failedText(answer.label)}</b> {answer.error?.message} {answer.error?.action}
      </p>
    );
  }
  const text =
    answer.state === 'refused'
      ? words.answer.refusedText
      : answer.state === 'cancelled'
        ? words.answer.cancelledText
        : answer.truncated
          ? words.answer.truncated
          : null;
  return text === null ? null : <p className="fate">{text}</p>;
}

function Foot({ answer }: { readonly answer: AnswerView }) {
  const parts = [
    answer.outputTokens === null ? null : words.answer.tokens(answer.outputTokens),
    answer.costMicros === null ? null : formatCost(answer.costMicros),
    answer.state === 'done' && answer.costMicros === null && !answer.rehearsal ? words.answer.noPrice : null,
  ].filter((part) => part !== null);
  return (
    <footer>
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </footer>
  );
}
