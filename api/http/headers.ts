import helmet from '@fastify/helmet';
import type { App } from './app.ts';

type Directives = Readonly<Record<string, readonly string[]>>;

/** Nothing but what the page itself brings; no inline code, no other site, no frame around it. */
const pageDirectives: Directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'font-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
};

/** The reference page styles itself from its script, and draws icons from `data:` addresses. */
export function referenceDirectives(nonce: string): Directives {
  const { 'require-trusted-types-for': _for, 'trusted-types': _types, ...shared } = pageDirectives;
  return {
    ...shared,
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:'],
  };
}

export function policyOf(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join(';');
}

/** What an answer carries that is given before any hook could run. */
export const bareHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policyOf(pageDirectives),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Security headers on every response, errors included. */
export async function protect(app: App): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: Object.fromEntries(Object.entries(pageDirectives).map(([name, sources]) => [name, [...sources]])),
    },
    strictTransportSecurity: { maxAge: 365 * 86_400, includeSubDomains: false },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
