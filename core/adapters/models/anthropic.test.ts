import { chatModelContract } from '../../testing/chat-model.contract.ts';
import type { WireUsage } from '../../testing/chat-model.contract.ts';
import { anthropicVendor } from './anthropic.ts';

chatModelContract({
  name: 'anthropic',
  model: 'claude-opus-4-8',
  vendor: ({ address, key, connectMs }) => anthropicVendor({ key, baseUrl: address, connectMs, rehearsal: false }),
  keyHeader: 'authorization',
  wire: {
    answer: (pieces, end = 'stop', usage = { input: 12, output: 34 }) =>
      begun(usage) + written(pieces) + ended(end === 'length' ? 'max_tokens' : 'end_turn', usage),
    unfinished: (pieces) => begun(null) + written(pieces),
    unmarked:
      begun(null) + written(['Half an ', 'answer']) + event('message_delta', { delta: { stop_reason: 'end_turn' } }),
    ending: ended('end_turn', { input: 12, output: 34 }),
    refusals: [begun(null) + ended('refusal', null), begun(null) + written(['I cannot']) + ended('refusal', null)],
    thinking: [
      begun(null),
      event('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '' } }),
      event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'Capital of France' } }),
      event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } }),
      event('content_block_start', { index: 1, content_block: { type: 'text', text: '' } }),
      written(['Paris.']),
      ended('end_turn', null),
    ].join(''),
    cited: null,
    errorInside: event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } }),
    odd: [
      event('ping', {}),
      'event: message_start\ndata: null\n\n',
      'event: something_new\ndata: {"type":"something_new"}\n\n',
      event('content_block_delta', { delta: null }),
      event('content_block_delta', { delta: { type: 'text_delta', text: 7 } }),
      event('content_block_start', { content_block: { type: 'tool_use', id: 't', name: 'f', input: {} } }),
      event('content_block_delta', { delta: { type: 'input_json_delta', partial_json: '{}' } }),
      event('message_start', { message: null }),
    ].join(''),
    bytesMax: 4_194_304,
    lacks: { cited: 'Messages cite only documents and searches that were sent along, which this never does.' },
  },
});

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function begun(usage: WireUsage | null): string {
  const counts = usage === null ? {} : { usage: { input_tokens: usage.input, output_tokens: 1 } };
  return event('message_start', { message: { id: 'm1', role: 'assistant', ...counts } });
}

function written(pieces: readonly string[]): string {
  return pieces.map((text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })).join('');
}

function ended(reason: string, usage: WireUsage | null): string {
  const counts = usage === null ? {} : { usage: { output_tokens: usage.output } };
  return event('message_delta', { delta: { stop_reason: reason }, ...counts }) + event('message_stop', {});
}
