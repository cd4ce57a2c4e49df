import type { ListQuery, SessionFilter } from '#core';
import type { ListQueryText } from '../contract/paging.ts';
import type { SessionQueryText } from '../contract/sessions.ts';

const limitDefault = 20;

/** The query of a list as the product takes it. */
export function listed({ q, limit, cursor }: ListQueryText): ListQuery {
  return {
    text: q?.trim() ? q.trim() : null,
    limit: limit === undefined ? limitDefault : Number(limit),
    cursor: cursor ?? null,
  };
}

export function filtered({ since, until, model, band, disagreement, starred }: SessionQueryText): SessionFilter {
  return {
    since: since === undefined ? null : Number(since),
    until: until === undefined ? null : Number(until),
    model: model ?? null,
    band: band ?? null,
    disagrees: disagreement === undefined ? null : true,
    starred: starred === undefined ? null : true,
  };
}
