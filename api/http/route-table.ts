import type { RouteOptions } from 'fastify';
import type { Policy } from '../policies/index.ts';
import type { App } from './app.ts';

/** A route as it was declared: `GET`, `/v1/runs/:id`. */
export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly policy: Policy | null;
  /** A page, not a part of the API: left out of its description. */
  readonly hidden: boolean;
}

/** Notes every route that is declared from now on. */
export function noteRoutes(app: App): readonly DeclaredRoute[] {
  const routes: DeclaredRoute[] = [];
  app.addHook('onRoute', ({ method, url, config, schema }: RouteOptions) => {
    const methods = Array.isArray(method) ? method : [method];
    const hidden = schema !== undefined && 'hide' in schema && schema.hide;
    routes.push(...methods.map((name) => ({ method: name, url, policy: config?.policy ?? null, hidden })));
  });
  return routes;
}

/** Stops a server that has a route without a policy, or one that the description of the API does not know. */
export function refuseLooseRoutes(app: App, routes: readonly DeclaredRoute[]): void {
  const described = app.swagger().paths ?? {};
  for (const { method, url, policy, hidden } of routes) {
    if (policy === null) {
      throw new Error(`${method} ${url} has no policy. Name one in its config.`);
    }
    const path = Object.entries(described).find(([name]) => name === url.replaceAll(/:(\w+)/g, '{$1}'))?.[1];
    const isDescribed = Object.hasOwn(path ?? {}, method.toLowerCase());
    if (!isDescribed && !(hidden && policy === 'open')) {
      throw new Error(`${method} ${url} is not in /openapi.json. Only open pages may be left out of it.`);
    }
  }
}
