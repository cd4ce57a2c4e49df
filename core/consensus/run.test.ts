import { expect, test } from 'vitest';
import { panelOf, pretendEngine, requestOf, ScriptedSynthesizer, writeByPosition } from '../testing/pretend-engine.ts';
import { answerScript, ScriptedModel, VirtualClock } from '../testing/index.ts';
import { consensusRun } from './index.ts';
import type { ConsensusEvent } from './view/index.ts';
import { emptyView, fold } from './view/index.ts';

const pace = { firstMs: 300, gapMs: 10 };

test('five models answer, three agree at quorum, and one synthesis is written', async () => {
  const clock = new VirtualClock();
  const models = ['Yes it is', 'Yes sure', 'No never', 'Yes indeed', 'No'].map(
    (text, index) => new ScriptedModel(`vendor${index}/m`, clock, [answerScript(text.split(/(?= )/), pace)]),
  );
  const synthesizer = new ScriptedSynthesizer('vendor0/s', clock, writeByPosition);
  const request = requestOf({ panel: panelOf(models), synthesizers: [synthesizer] });
  const events: ConsensusEvent[] = [];
  const done = (async () => {
    for await (const batch of consensusRun(pretendEngine(clock), request, new AbortController().signal)) {
      events.push(...batch);
    }
  })();
  await clock.advance(10_000);
  await done;
  const view = fold(emptyView('run_1'), events);
  expect(view.state).toBe('done');
  expect(view.synthesis?.text).toBe('Yes. No.');
  expect(clock.pending).toBe(0);
});
