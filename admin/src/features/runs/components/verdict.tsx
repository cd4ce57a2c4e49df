import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import type { ConsensusView } from '#api/contract';
import { Chip } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import { dissentOf } from '../screen/dissent.ts';
import { answeredOf, isOpenRun, missingOf } from '../screen/headline.ts';
import type { Headline } from '../screen/headline.ts';
import type { Cast } from '../screen/names.ts';
import { Meter } from './meter.tsx';
import { ReportLink } from './report-link.tsx';
import { Synthesis } from './synthesis.tsx';
import { Why } from './why.tsx';

interface VerdictProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
  /** Held: it does not flicker. */
  readonly headline: Headline;
  /** Stop, ask again, copy. */
  readonly actions: ReactNode;
}

export function Verdict({ view, cast, headline, actions }: VerdictProps) {
  const [cameLive] = useState(() => isOpenRun(view));
  return (
    <section className="verdict card" aria-labelledby="verdict-title" id="verdict">
      <h2 className="unseen" id="verdict-title">
        {words.verdict.title}
      </h2>
      <Head headline={headline} view={view} cast={cast} />
      <Meter view={view} />
      {/* One place kept for both while they come: what the one takes the other need not. */}
      <div className={cameLive ? 'findings' : undefined}>
        <DissentLine view={view} cast={cast} />
        <Synthesis view={view} cast={cast} />
      </div>
      <div className="actions">{actions}</div>
      <p className="unseen" aria-live="polite" data-testid="spoken">
        {headline.spoken}
      </p>
    </section>
  );
}

function Head({ headline, view, cast }: { headline: Headline; view: ConsensusView; cast: Cast }) {
  const [open, setOpen] = useState(false);
  const why = useId();
  return (
    <>
      <div className="head">
        <span className={headline.score === null ? 'num num-none' : 'num'} aria-hidden={headline.score === null}>
          {headline.score ?? '–'}
        </span>
        <span className="band">{headline.text}</span>
        {headline.share !== null && <span className="share">{headline.share}</span>}
        {headline.score !== null && (
          <button
            type="button"
            className="link"
            aria-expanded={open}
            aria-controls={why}
            onClick={() => setOpen(!open)}
          >
            {words.verdict.whyLink}
          </button>
        )}
        <span className="progress">{progressText(view, cast)}</span>
      </div>
      <div id={why} className="why" hidden={!open}>
        {open && <Why view={view} cast={cast} />}
      </div>
    </>
  );
}

const namesMax = 3;

/** `3 of 5 answered · missing Llama and Sonar`. */
function progressText(view: ConsensusView, cast: Cast): string {
  const answered = words.verdict.answered(answeredOf(view), view.answers.length);
  const missing = missingOf(view);
  const named = view.agreement !== null && missing.length > 0 && missing.length <= namesMax;
  return named ? `${answered} · ${words.verdict.missing(missing.map(cast.short))}` : answered;
}

function DissentLine({ view, cast }: Pick<VerdictProps, 'view' | 'cast'>) {
  const dissent = dissentOf(view, cast);
  if (dissent.kind !== 'dissent') {
    return <p className="dissent dissent-quiet">{dissent.text}</p>;
  }
  return (
    <div className="dissent dissent-alert">
      <div>
        <p>
          <b>{dissent.lead}</b>
        </p>
        {dissent.sides.map((side) => (
          <p key={side.position} className="side-says">
            <Chip position={side.position} label={words.answer.position(side.position)}>
              {side.position}
            </Chip>
            <span>{side.text}</span>
          </p>
        ))}
      </div>
      <ReportLink />
    </div>
  );
}
