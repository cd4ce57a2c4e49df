import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ModelsView } from '#api/contract';
import { changeModels } from './requests/change-models.ts';
import { checkKey } from './requests/check-key.ts';
import { getModels } from './requests/get-models.ts';
import { getStats } from './requests/get-stats.ts';

const freshMs = 60_000;
const key = ['models'];

export function useModels() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => getModels(signal), staleTime: freshMs });
}

/** What each model did over today and the days before. */
export function useStats(days: number) {
  return useQuery({
    queryKey: ['model-stats', days],
    queryFn: ({ signal }) => getStats(days, signal),
    placeholderData: keepPreviousData,
  });
}

/** Chooses models; the answer is what holds from then on. */
export function useChangeModels() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: changeModels,
    // Switches move at once; the server's answer is what holds.
    onMutate: ({ panel, off }) => {
      client.setQueryData<ModelsView>(key, (models) =>
        models === undefined
          ? models
          : {
              ...models,
              models: models.models.map((one) => ({
                ...one,
                inPanel: Array.isArray(panel) ? panel.includes(one.model) : one.inPanel,
                on: off === undefined ? one.on : !off.includes(one.model),
              })),
            },
      );
    },
    onSuccess: (models: ModelsView) => client.setQueryData(key, models),
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

export function useCheckKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: checkKey,
    onSuccess: (check) => {
      client.setQueryData<ModelsView>(key, (models) =>
        models === undefined
          ? models
          : {
              ...models,
              vendors: models.vendors.map((one) => (one.vendor === check.vendor ? { ...one, check } : one)),
            },
      );
    },
  });
}
