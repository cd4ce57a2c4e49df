/** The door of the fakes and contract suites; only tests use it. */
export { answerScript, ScriptedModel } from './scripted-model.ts';
export type { Step } from './scripted-model.ts';
export { seededRandom } from './seeded-random.ts';
export { VirtualClock } from './virtual-clock.ts';
export { jsonReply, reply, ScriptedUpstream } from './scripted-upstream.ts';
export type { Act, Reply, UpstreamRequest } from './scripted-upstream.ts';
export { chatModelContract } from './chat-model.contract.ts';
export type { ChatModelSubject, ChatWire, WireUsage } from './chat-model.contract.ts';
export { ScriptedEngine } from './scripted-engine.ts';
export { embedderContract } from './embedder.contract.ts';
export type { EmbedderSubject } from './embedder.contract.ts';
