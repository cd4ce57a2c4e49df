import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { preloadPages, router } from './app/router.tsx';
import { ApiError } from './ui/fetch-json.ts';
import { language } from './ui/language.ts';
import { loadWords } from './ui/words.ts';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal stays one; only a server that cannot be reached or is busy is asked again.
      retry: (failures, error) =>
        failures < 3 &&
        (!(error instanceof ApiError) || error.status === 0 || error.status >= 500 || error.status === 429),
    },
  },
});

void start();

async function start(): Promise<void> {
  document.documentElement.lang = language;
  await loadWords();
  const root = document.querySelector('#root');
  if (root === null) {
    throw new Error('index.html has no element #root.');
  }
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  setTimeout(preloadPages, 300);
}
