import { localWorkspace, type WorkspaceId } from '#core';
import type { FastifyRequest } from 'fastify';

/** What a route lets its caller do; every route names one. */
export type Policy =
  /** Nothing of a workspace: pages, health, the description of the API. */
  | 'open'
  /** See runs, sessions and models. */
  | 'read'
  /** Start and stop runs: it costs money. */
  | 'ask'
  /** Show a run to people outside the workspace, and stop doing so. */
  | 'share'
  /** Rename and remove. */
  | 'manage';

/**
 * Decides whether the caller may, and in which workspace; throws when not. Without accounts everybody who reaches the
 * server is a member of the one local workspace, which is why the server listens on loopback only.
 */
export function authorise(_request: FastifyRequest, _policy: Policy): WorkspaceId {
  return localWorkspace;
}
