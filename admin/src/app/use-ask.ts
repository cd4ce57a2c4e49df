import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { AcceptedRun, NewRun } from '#api/contract';
import { newIdempotencyKey, postRun } from '../features/runs/requests/post-run.ts';

/** Asks, then tells who follows where the run is. */
export function useAsk(onAccepted: (run: AcceptedRun) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (run: NewRun) => postRun(run, newIdempotencyKey()),
    onSuccess: (run) => {
      void client.invalidateQueries({ queryKey: ['sessions'] });
      onAccepted(run);
    },
  });
}

/** Asks, and shows the run. */
export function useAskAndGo() {
  const navigate = useNavigate();
  return useAsk((run) => void navigate({ to: '/runs/$id', params: { id: run.id } }));
}
