export { canChat, catalogue } from './catalogue.ts';
export { keepModels } from './kept-models.ts';
export { makeModels } from './models.ts';
export { parseModelId } from './panel.ts';
export type { Roster } from './models.ts';
export type { Seat } from './panel.ts';
