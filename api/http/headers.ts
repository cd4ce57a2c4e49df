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

function policyOf(directives: Directives): string {
  return Object.entries(directives)
    .filter(([, sources]) => sources.length > 0)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join(';');
}

/**
 * The reference page styles itself from its script, element by element, and draws icons from `data:` addresses. It shows
 * nothing but our own description of the API.
 */
export const referencePolicy = policyOf({
  ...pageDirectives,
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'require-trusted-types-for': [],
  'trusted-types': [],
});

/** What an answer carries that is given before any hook could run. */
export const bareHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policyOf(pageDirectives),
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** For what a link opens: no search engine lists it, no cache keeps it after it was revoked. */
export const neverListed: Readonly<Record<string, string>> = {
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'cache-control': 'no-store',
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
