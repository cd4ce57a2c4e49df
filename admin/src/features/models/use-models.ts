import { useQuery } from '@tanstack/react-query';
import { getModels } from './requests/get-models.ts';

const freshMs = 60_000;

export function useModels() {
  return useQuery({ queryKey: ['models'], queryFn: ({ signal }) => getModels(signal), staleTime: freshMs });
}
