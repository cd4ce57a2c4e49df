/** The door of the live messages. */
export { LiveMessages } from './live-messages.ts';
export { askerKey, placeSchema } from './record.ts';
export type { LiveRecord } from './record.ts';
