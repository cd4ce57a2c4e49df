import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { AskPage } from './pages/ask-page.tsx';
import { BrokenPage } from './pages/broken-page.tsx';
import { HistoryPage } from './pages/history-page.tsx';
import { ModelsPage } from './pages/models-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RunPage } from './pages/run-page.tsx';
import { SessionPage } from './pages/session-page.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: BrokenPage });

const routes = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: AskPage }),
  createRoute({ getParentRoute: () => root, path: '/runs/$id', component: RunPage }),
  createRoute({ getParentRoute: () => root, path: '/sessions/$id', component: SessionPage }),
  createRoute({ getParentRoute: () => root, path: '/history', component: HistoryPage }),
  createRoute({ getParentRoute: () => root, path: '/models', component: ModelsPage }),
]);

export const router = createRouter({
  routeTree: routes,
  scrollRestoration: true,
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
