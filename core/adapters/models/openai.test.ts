import { chatModelContract } from '../../testing/chat-model.contract.ts';
import { completionsWire } from './fixtures/completions-wire.contract.ts';
import { openaiVendor } from './openai.ts';

chatModelContract({
  name: 'openai',
  model: 'gpt-5.5',
  vendor: ({ address, key, connectMs }) => openaiVendor({ key, baseUrl: `${address}/v1`, connectMs, rehearsal: false }),
  keyHeader: 'authorization',
  wire: completionsWire,
});
