import { Link } from '@tanstack/react-router';
import { Columns2 } from 'lucide-react';
import { useContext } from 'react';
import type { ConsensusView } from '#api/contract';
import { Chip, positionClass } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';
import { AnswerCard } from './answer-card.tsx';
import { jumpToAnswer } from './jump.ts';
import { RunPlace } from './run-place.ts';

interface AnswersProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
  readonly rates: ReadonlyMap<string, number>;
}

function CompareLink({ view }: Pick<AnswersProps, 'view'>) {
  const run = useContext(RunPlace);
  const comparable = view.answers.filter((answer) => answer.state === 'done').length >= 2;
  return run === null || !comparable ? null : (
    <Link to="/runs/$id/compare" params={{ id: run }}>
      <Columns2 aria-hidden="true" size={14} />
      {words.compare.button}
    </Link>
  );
}

/** Side by side; on a phone a row to swipe, with tabs that carry the letters. */
export function Answers({ view, cast, rates }: AnswersProps) {
  return (
    <section aria-labelledby="answers-title">
      <header className="answers-head">
        <h2 id="answers-title">{words.run.answersTitle}</h2>
        <CompareLink view={view} />
      </header>
      <nav className="tabs" aria-label={words.run.tabs}>
        {view.answers.map((answer, index) => (
          <button
            type="button"
            key={answer.model}
            className={`tab ${positionClass(cast.position(answer.model))}`}
            data-state={answer.state}
            data-model={answer.model}
            onClick={() => jumpToAnswer(index)}
          >
            {cast.position(answer.model) !== null && (
              <Chip position={cast.position(answer.model)}>{cast.position(answer.model)}</Chip>
            )}
            {cast.short(answer.model)}
          </button>
        ))}
      </nav>
      <div className="answers" data-count={view.answers.length}>
        {view.answers.map((answer, index) => (
          <AnswerCard
            key={answer.model}
            answer={answer}
            question={view.question}
            index={index}
            position={cast.position(answer.model)}
            rate={answer.state === 'writing' ? (rates.get(answer.model) ?? null) : null}
          />
        ))}
      </div>
    </section>
  );
}
