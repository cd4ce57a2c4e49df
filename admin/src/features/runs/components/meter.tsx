import type { ConsensusView } from '#api/contract';
import { positionClass } from '../../../ui/chip.tsx';
import { words } from '../../../ui/words.ts';
import { slotsOf } from '../screen/slots.ts';
import type { Slot } from '../screen/slots.ts';

/** A bar cut by position, as wide as there are answers in each; places of answers to come stay open, so nothing moves. */
export function Meter({ view }: { readonly view: ConsensusView }) {
  const slots = slotsOf(view);
  return (
    <figure className="meter" aria-label={slots.map((slot) => slot.spoken).join(', ')}>
      {slots.map((slot) => (
        <div
          key={slot.key}
          className={classOf(slot)}
          style={{ flexGrow: slot.size }}
          aria-hidden="true"
          title={slot.text}
        >
          {slot.position !== null && <b>{slot.position}</b>}
          <span>{slot.text}</span>
        </div>
      ))}
      {slots.length === 0 && <div className="open" aria-hidden="true" title={words.verdict.none} />}
    </figure>
  );
}

function classOf(slot: Slot): string {
  return slot.kind === 'position' ? positionClass(slot.position) : slot.kind;
}
