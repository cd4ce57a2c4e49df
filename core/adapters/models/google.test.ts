import { chatModelContract } from '../../testing/chat-model.contract.ts';
import type { WireUsage } from '../../testing/chat-model.contract.ts';
import { googleVendor } from './google.ts';

chatModelContract({
  name: 'google',
  model: 'gemini-3.1-pro',
  vendor: ({ address, key, connectMs }) => googleVendor({ key, baseUrl: address, connectMs, rehearsal: false }),
  keyHeader: 'x-goog-api-key',
  wire: {
    answer: (pieces, end = 'stop', usage = { input: 12, output: 34 }) =>
      written(pieces) + ended(end === 'length' ? 'MAX_TOKENS' : 'STOP', usage),
    unfinished: (pieces) => written(pieces),
    unmarked: written(['Half an ', 'answer']) + frame({ usageMetadata: { candidatesTokenCount: 5 } }),
    ending: ended('STOP', { input: 12, output: 34 }),
    refusals: [
      frame({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }),
      written(['I cannot']) + ended('SAFETY', null),
    ],
    thinking: [
      frame({ candidates: [{ content: { parts: [{ text: 'Capital of', thought: true }] } }] }),
      frame({
        candidates: [{ content: { parts: [{ text: ' France', thought: true }, { text: 'Par' }, { text: 'is.' }] } }],
      }),
      ended('STOP', null),
    ].join(''),
    cited: null,
    errorInside: frame({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
    odd: [
      frame({}),
      frame({ candidates: null }),
      frame({ candidates: [] }),
      frame({ candidates: [null] }),
      frame({ candidates: [{ content: null, finishReason: null }], usageMetadata: 'none', promptFeedback: {} }),
      frame({ candidates: [{ content: { parts: [null, { text: 7 }, { functionCall: { name: 'f', args: {} } }] } }] }),
      'data: [DONE]\n\n',
    ].join(''),
    bytesMax: 4_194_304,
    lacks: { cited: 'The API grounds answers only with a search tool, which this never sends.' },
  },
});

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function written(pieces: readonly string[]): string {
  return pieces
    .map((text) => frame({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0 }] }))
    .join('');
}

function ended(finishReason: string, usage: WireUsage | null): string {
  const counts =
    usage === null ? {} : { usageMetadata: { promptTokenCount: usage.input, candidatesTokenCount: usage.output } };
  return frame({
    candidates: [{ content: { role: 'model', parts: [{ text: '' }] }, finishReason, index: 0 }],
    ...counts,
  });
}
