/** The least that works, each with what needs it. The manifest asks for the same, which a test holds. */
export const scopes = [
  // Questions by mention, and follow-ups in a thread.
  'app_mentions:read',
  // The view beside a conversation: suggested questions and the status line.
  'assistant:write',
  // Messages, edits and ephemeral answers.
  'chat:write',
  // /consilience and /ask.
  'commands',
  // Export sends a file.
  'files:write',
  // Direct messages: questions, and finding a message again whose response was lost.
  'im:history',
] as const;

export const events = [
  'agent_session_stopped',
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'assistant_thread_started',
  'message.im',
  'tokens_revoked',
] as const;

export const commands = ['/consilience', '/ask'] as const;
