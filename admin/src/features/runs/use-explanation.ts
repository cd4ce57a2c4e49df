import { skipToken, useQuery } from '@tanstack/react-query';
import type { ConsensusView } from '#api/contract';
import { getExplanation } from './requests/get-explanation.ts';

/** Why a run has its score, as far as its answers have come; nothing is fetched while `id` is null. */
export function useExplanation(id: string | null, view: ConsensusView) {
  return useQuery({
    queryKey: ['explanation', id, view.agreement?.answered ?? 0, view.state],
    queryFn: id === null ? skipToken : ({ signal }) => getExplanation(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: view.agreement !== null,
  });
}
