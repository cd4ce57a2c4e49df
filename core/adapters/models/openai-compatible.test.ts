import { chatModelContract } from '../../testing/chat-model.contract.ts';
import { completionsWire } from './fixtures/completions-wire.contract.ts';
import { compatibleVendor } from './openai-compatible.ts';

chatModelContract({
  name: 'openai-compatible',
  model: 'meta-llama/Llama-3.3-70B-Instruct',
  vendor: ({ address, key, connectMs }) =>
    compatibleVendor({ vendor: 'vllm', key, baseUrl: `${address}/v1`, connectMs, rehearsal: false, price: null }),
  keyHeader: 'authorization',
  wire: completionsWire,
});
