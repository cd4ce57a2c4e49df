import { ConsilienceError } from '#core';
import type { Config } from '#core';

/** Null when Slack is not configured. Throws `config_invalid` saying what is missing. */
export function checkSlack(config: Config): 'one workspace' | 'many workspaces' | null {
  const { SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: socket, SLACK_BOT_TOKEN: bot } = config;
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, CONSILIENCE_SECRET: own } = config;
  if ([secret, socket, bot, clientId, clientSecret].every((value) => value === undefined)) {
    return null;
  }
  if (secret === undefined && socket === undefined) {
    throw refuse('set SLACK_SIGNING_SECRET (requests over HTTP) or SLACK_APP_TOKEN (Socket Mode).');
  }
  if (bot !== undefined && (clientId !== undefined || clientSecret !== undefined)) {
    throw refuse('set SLACK_BOT_TOKEN (one workspace), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (many), not both.');
  }
  if (bot !== undefined) {
    return 'one workspace';
  }
  if (clientId === undefined || clientSecret === undefined) {
    throw refuse('set SLACK_BOT_TOKEN (one workspace), or both SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (many).');
  }
  if (own === undefined) {
    throw refuse('set CONSILIENCE_SECRET, which encrypts the tokens of the workspaces: openssl rand -base64 32');
  }
  return 'many workspaces';
}

function refuse(message: string): ConsilienceError {
  return new ConsilienceError('config_invalid', { message: `Slack: ${message}` });
}
