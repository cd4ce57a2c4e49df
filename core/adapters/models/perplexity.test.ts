import { chatModelContract } from '../../testing/chat-model.contract.ts';
import { completionsWire, delta, ending, frame } from './fixtures/completions-wire.contract.ts';
import { perplexityVendor } from './perplexity.ts';

const sources = {
  citations: ['https://a.example/1', 'https://b.example/2'],
  search_results: [
    { title: 'One', url: 'https://a.example/1', date: '2026-01-05' },
    { title: 'Two', url: 'https://b.example/2', date: null },
  ],
};

chatModelContract({
  name: 'perplexity',
  model: 'sonar',
  vendor: ({ address, key, connectMs }) => perplexityVendor({ key, baseUrl: address, connectMs, rehearsal: false }),
  keyHeader: 'authorization',
  wire: {
    ...completionsWire,
    thinking: [
      delta({ content: '<thi' }),
      delta({ content: 'nk>Capital of' }),
      delta({ content: ' France</th' }),
      delta({ content: 'ink>\n\nParis.' }),
      ending('stop', null),
    ].join(''),
    cited: [
      frame({ citations: sources.citations, choices: [{ index: 0, delta: { content: 'As [1] and [2] say' } }] }),
      frame({ ...sources, choices: [{ index: 0, delta: { content: '.' } }] }),
      frame({ ...sources, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    ].join(''),
    bytesMax: 33_554_432,
    lacks: {},
  },
});
