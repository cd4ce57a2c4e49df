import type { Judgement } from '#api/contract';
import { formatCost } from '../../../ui/format.ts';
import { words } from '../../../ui/words.ts';
import type { Cast } from '../screen/names.ts';

interface JudgeLineProps {
  readonly judge: Judgement | null;
  readonly cast: Cast;
}

/** Whether a judge was asked, what came of it, who it was and what it cost; nothing when there was none. */
export function JudgeLine({ judge, cast }: JudgeLineProps) {
  if (judge === null) {
    return null;
  }
  const { outcome, judges, scoreByCode, costMicros } = judge;
  const what =
    outcome === 'applied'
      ? words.judge.applied(scoreByCode === null ? words.judge.noScore : String(scoreByCode))
      : words.judge[outcome];
  const cost = costMicros === null ? null : formatCost(costMicros);
  return (
    <p>
      {what} {judges.length > 0 && words.judge.asked(judges.map(cast.short), cost)}
    </p>
  );
}
