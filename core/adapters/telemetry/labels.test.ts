import { expect, test } from 'vitest';
import { prometheusMeter } from './prometheus-meter.ts';

test('a thousand names of models are a hundred and one series, and the first ones keep theirs', async () => {
  const meter = prometheusMeter();
  const call = { outcome: 'stop', firstTextMs: 1, ms: 2, attempts: 1 };
  for (let at = 0; at < 1_000; at += 1) {
    meter.callEnded({ ...call, model: `vendor/${at}` });
  }
  meter.callEnded({ ...call, model: 'vendor/0' });
  const { text } = await meter.read({ runsInFlight: 0, runsLimit: 1, vendors: [] });
  const series = text.split('\n').filter((line) => line.startsWith('consilience_model_calls_total{'));
  expect(series).toHaveLength(101);
  expect(series).toContain('consilience_model_calls_total{model="vendor/0",outcome="stop"} 2');
  expect(series).toContain('consilience_model_calls_total{model="other",outcome="stop"} 900');
});
