/** The door of the chat platforms. */
export { openChats } from './open-chats.ts';
export type { Chats } from './open-chats.ts';
