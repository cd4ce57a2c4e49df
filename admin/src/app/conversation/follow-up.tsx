import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ConsensusView } from '#api/contract';
import { PanelButton } from '../../features/models/components/panel-chips.tsx';
import { usePanel } from '../../features/models/panel.ts';
import type { Panel } from '../../features/models/panel.ts';
import { useModels } from '../../features/models/use-models.ts';
import { QuestionBox } from '../../features/runs/components/question-box.tsx';
import { dissentersOf } from '../../features/runs/screen/dissenters.ts';
import type { Dissenter } from '../../features/runs/screen/dissenters.ts';
import { isOpenRun } from '../../features/runs/screen/headline.ts';
import { castOf } from '../../features/runs/screen/names.ts';
import type { Cast } from '../../features/runs/screen/names.ts';
import { Chip } from '../../ui/chip.tsx';
import { words } from '../../ui/words.ts';
import { useAskAndGo } from '../use-ask.ts';

interface FollowUpProps {
  readonly view: ConsensusView;
  /** The run that the next question follows: the last of the conversation; null when it is not known yet. */
  readonly after: string | null;
}

/** The next question of the conversation: to the panel, or to a dissenter alone. */
export function FollowUp({ view, after }: FollowUpProps) {
  const [to, setTo] = useState<Dissenter | null>(null);
  const models = useModels();
  const panel = usePanel(models.data);
  const ask = useAskAndGo();
  const cast = useMemo(() => castOf(view), [view]);
  const order = to === null ? toPanel(panel) : { models: [to.model] };
  const place = placeOf(view, to === null ? after : view.id);
  return (
    <div className="follow-up">
      {to === null && <Dissenters view={view} cast={cast} onChoose={setTo} />}
      <QuestionBox
        key={to?.model ?? ''}
        size="bar"
        label={to === null ? words.ask.followUpLabel : words.thread.askOnly(cast.short(to.model))}
        placeholder={words.ask.followUp}
        initial={to === null ? '' : words.thread.why(to.says)}
        busy={ask.isPending}
        error={ask.error}
        onAsk={(question) => ask.mutate({ question, ...place, ...order })}
      >
        {to === null ? (
          models.data && <PanelButton models={models.data} panel={panel} />
        ) : (
          <OnlyOne name={cast.short(to.model)} onAll={() => setTo(null)} />
        )}
      </QuestionBox>
    </div>
  );
}

function toPanel({ isDefault, chosen }: Panel) {
  return isDefault ? {} : { models: [...chosen] };
}

function placeOf({ session, id }: ConsensusView, after: string | null) {
  return session === '' ? {} : { session, follows: after ?? id };
}

interface DissentersProps {
  readonly view: ConsensusView;
  readonly cast: Cast;
  readonly onChoose: (dissenter: Dissenter) => void;
}

function Dissenters({ view, cast, onChoose }: DissentersProps) {
  const dissenters = isOpenRun(view) ? [] : dissentersOf(view);
  return dissenters.length === 0 ? null : (
    <div className="ask-why">
      {dissenters.map((one) => (
        <button type="button" key={one.model} className="toggle" onClick={() => onChoose(one)}>
          <Chip position={one.position}>{one.position}</Chip>
          {words.thread.askWhy(cast.short(one.model))}
        </button>
      ))}
    </div>
  );
}

function OnlyOne({ name, onAll }: { readonly name: string; readonly onAll: () => void }) {
  return (
    <button type="button" className="toggle to-one" onClick={onAll}>
      {words.thread.askOnly(name)}
      <X className="to-one-end" aria-hidden="true" size={14} />
      <span className="unseen">{words.thread.askAll}</span>
    </button>
  );
}
