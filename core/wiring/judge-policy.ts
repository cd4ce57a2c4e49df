import type { Config } from '../config.ts';
import type { JudgePolicy } from '../consensus/index.ts';
import { ConsilienceError } from '../errors.ts';
import type { ChatModel } from '../ports/chat-model.ts';
import { parseModelId } from '../routing/index.ts';
import type { Roster } from '../routing/index.ts';

const judgesMax = 2;

/** Who may judge, by `CONSILIENCE_JUDGE`. Throws `config_invalid` for a model of a vendor that is not there. */
export function judgePolicy(config: Config, roster: Roster): JudgePolicy {
  const msMax = config.CONSILIENCE_JUDGE_MS;
  switch (config.CONSILIENCE_JUDGE) {
    case '':
      return { choose: () => [], msMax };
    case 'auto':
      return { choose: ({ synthesizers }) => ofDifferentVendors(synthesizers), msMax };
    default: {
      const judges = named(config.CONSILIENCE_JUDGE, roster);
      return { choose: () => judges, msMax };
    }
  }
}

/** The first one, and the first of another vendor. */
function ofDifferentVendors(models: readonly ChatModel[]): ChatModel[] {
  const [first, ...others] = models;
  const second = others.find(({ vendor }) => vendor !== first?.vendor) ?? others[0];
  return [first, second].filter((model) => model !== undefined);
}

function named(list: string, { seats }: Roster): ChatModel[] {
  const ids = list
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length > judgesMax) {
    throw new ConsilienceError('config_invalid', { message: 'CONSILIENCE_JUDGE: name one or two models.' });
  }
  return ids.map((id) => {
    try {
      const { vendor, name } = parseModelId(id);
      const seat = seats.find((one) => one.vendor.vendor === vendor);
      if (seat === undefined) {
        throw new ConsilienceError('model_unknown', { message: `No vendor "${vendor.slice(0, 50)}" is configured.` });
      }
      return seat.vendor.model(name);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ConsilienceError('config_invalid', { message: `CONSILIENCE_JUDGE: ${why}`, cause });
    }
  });
}
