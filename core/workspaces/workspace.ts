import { createHash } from 'node:crypto';

declare const brand: unique symbol;

/** Every stored record and every query names one; only this module makes one. */
export type WorkspaceId = string & { readonly [brand]: true };

/** The one workspace of an installation without accounts. */
export const localWorkspace = 'wsp_00000000000000000000local' as WorkspaceId;

/** The workspace of a team on a chat platform that installed the app: the same for the same team, and of nobody else. */
export function platformWorkspace(platform: string, team: string): WorkspaceId {
  const digest = createHash('sha256')
    .update(JSON.stringify([platform, team]))
    .digest('hex');
  return `wsp_${digest.slice(0, 26)}` as WorkspaceId;
}
