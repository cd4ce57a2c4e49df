import { ConsilienceError } from '#core';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether only programs of this machine reach the address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|(?:::ffff:)127(?:\.\d{1,3}){3})$/i.test(host);
}

/**
 * Refuses what another site makes a browser send. A page of another site can reach loopback under its own name (DNS
 * rebinding): then `Host` is not ours. It can also post without reading the answer: then `Origin` or
 * `Sec-Fetch-Site` says so. Programs send neither and pass. `hosts` are the names this server goes by; null takes any.
 */
export function refuseOtherSites(
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  hosts: ReadonlySet<string> | null,
): void {
  const { host, origin } = request.headers;
  if (hosts !== null && !isOurs(host, hosts)) {
    throw new ConsilienceError('origin_refused', { message: 'The Host header does not name this server.' });
  }
  if (request.method === 'GET' || request.method === 'HEAD') {
    return;
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new ConsilienceError('origin_refused');
  }
  if (origin !== undefined && hostOf(origin) !== host?.toLowerCase()) {
    throw new ConsilienceError('origin_refused');
  }
}

function isOurs(host: string | undefined, hosts: ReadonlySet<string>): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:/?#@\s]+)(?::\d{1,5})?$/i.exec(host ?? '')?.[1]?.toLowerCase();
  return name !== undefined && (isLoopback(name) || hosts.has(name));
}

function hostOf(origin: string): string | null {
  return /^https?:\/\/([^/?#@\s]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}
