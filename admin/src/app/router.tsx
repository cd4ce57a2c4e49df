import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { AskPage } from './pages/ask-page.tsx';
import { BrokenPage } from './pages/broken-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { readFilters } from '../features/sessions/filters.ts';
import { Frame } from './frame.tsx';

// The first screen needs no Markdown; the pages that do come while somebody writes the question.
const runPage = lazyRouteComponent(() => import('./pages/run-page.tsx'), 'RunPage');
const sessionPage = lazyRouteComponent(() => import('./pages/session-page.tsx'), 'SessionPage');

const divergencePage = lazyRouteComponent(() => import('./pages/divergence-page.tsx'), 'DivergencePage');
const comparePage = lazyRouteComponent(() => import('./pages/compare-page.tsx'), 'ComparePage');
const historyPage = lazyRouteComponent(() => import('./pages/history-page.tsx'), 'HistoryPage');
const modelsPage = lazyRouteComponent(() => import('./pages/models-page.tsx'), 'ModelsPage');
const sharedPage = lazyRouteComponent(() => import('./pages/shared-page.tsx'), 'SharedPage');

/** Fetches the pages behind the first one. */
export function preloadPages(): void {
  const pages = [runPage, sessionPage];
  void Promise.all(pages.map(async (page) => page.preload?.())).catch(() => {
    // They are fetched again when they are needed, and say so then.
  });
}

const root = createRootRoute({ component: Frame, notFoundComponent: NotFoundPage, errorComponent: BrokenPage });

const routes = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: AskPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$id',
    component: runPage,
    validateSearch: (search): { in?: string; quote?: string } => texts(search, ['in', 'quote']),
  }),
  createRoute({ getParentRoute: () => root, path: '/runs/$id/divergence', component: divergencePage }),
  createRoute({
    getParentRoute: () => root,
    path: '/runs/$id/compare',
    component: comparePage,
    validateSearch: (search): { a?: string; b?: string } => texts(search, ['a', 'b']),
  }),
  createRoute({ getParentRoute: () => root, path: '/sessions/$id', component: sessionPage }),
  createRoute({ getParentRoute: () => root, path: '/shared/$token', component: sharedPage }),
  createRoute({ getParentRoute: () => root, path: '/history', component: historyPage, validateSearch: readFilters }),
  createRoute({ getParentRoute: () => root, path: '/models', component: modelsPage }),
]);

/** What an address says under these names, as far as it is text. */
function texts(search: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (typeof search[name] === 'string' ? [[name, search[name]]] : [])));
}

export const router = createRouter({
  routeTree: routes,
  scrollRestoration: true,
  // A page is fetched when the pointer or the focus comes to a link to it.
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
