import type { ListQuery } from '#core';
import type { ListQueryText } from '../contract/paging.ts';

const limitDefault = 20;

/** The query of a list as the product takes it. */
export function listed({ q, limit, cursor }: ListQueryText): ListQuery {
  return {
    text: q?.trim() ? q.trim() : null,
    limit: limit === undefined ? limitDefault : Number(limit),
    cursor: cursor ?? null,
  };
}
