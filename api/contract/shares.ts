import { z } from 'zod';
import { idText, moment, runId } from './text.ts';
import { consensusView } from './view.ts';

export type Share = z.output<typeof share>;
export type ShareList = z.output<typeof shareList>;
export type NewShare = z.output<typeof newShare>;
export type SharedRun = z.output<typeof sharedRun>;

const shareId = z.string().meta({ description: 'Id of a link.', examples: ['shr_8a6b1c2d3e4f5g6h7j8k9mnpqr'] });
const tokenPattern = /^[0-9a-z]{26}$/;

export const share = z.object({ id: shareId, run: runId, createdAt: moment }).meta({ id: 'Share' });

export const shareList = z
  .object({ items: z.array(share).readonly().describe('Newest first.') })
  .meta({ id: 'ShareList' });

export const newShare = z
  .object({
    ...share.shape,
    token: z.string().describe('The secret of the link, told this once: the page is at /shared/{token}.'),
  })
  .meta({ id: 'NewShare' });

export const sharedRun = z
  .object({ view: consensusView.describe('Without ids, session, costs and the words of errors.'), sharedAt: moment })
  .meta({ id: 'SharedRun' });

export const shareParams = z.strictObject({ id: idText('share_unknown') });

export const sharedParams = z.strictObject({
  token: z
    .string()
    .refine((text) => tokenPattern.test(text), { params: { code: 'share_unknown' } })
    .meta({
      description: 'The secret of a link.',
      pattern: tokenPattern.source,
      examples: ['8a6b1c2d3e4f5g6h7j8k9mnpqr'],
    }),
});
