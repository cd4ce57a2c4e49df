import type { Agent } from 'undici';
import { ConsilienceError } from '../../errors.ts';
import { openSockets } from './exchange.ts';
import type { PriceList } from './price.ts';
import { scrubber } from './scrub.ts';
import type { Scrub } from './scrub.ts';

/** What every vendor's factory is given. */
export interface VendorOptions {
  readonly key: string;
  readonly baseUrl: string;
  /** Longest time to connect, in milliseconds. */
  readonly connectMs: number;
  /** True when a rehearsal server stands behind the address. */
  readonly rehearsal: boolean;
}

/** The way to one vendor: its address and sockets, its prices, and what never shows. */
export interface Line {
  readonly vendor: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly sockets: Agent;
  readonly scrub: Scrub;
  readonly price: PriceList;
  /** Most bytes of one streamed answer. */
  readonly bytesMax: number;
}

export interface LineOptions {
  readonly vendor: string;
  readonly key: string | null;
  readonly baseUrl: string;
  readonly connectMs: number;
  readonly price: PriceList;
  /** 4 MB when left out. */
  readonly bytesMax?: number;
}

/** Throws `config_invalid` for an address that cannot be used. */
export function openLine({ vendor, key, baseUrl, connectMs, price, bytesMax = 4_194_304 }: LineOptions): Line {
  return {
    vendor,
    baseUrl: checkedAddress(vendor, baseUrl),
    sockets: openSockets(connectMs),
    scrub: scrubber(key === null ? [] : [key]),
    price,
    bytesMax,
  };
}

/** An address is shown to people, so it holds nothing secret: no user, password or query. */
function checkedAddress(vendor: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const plain =
    url !== null && /^https?:$/.test(url.protocol) && `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (!plain) {
    const message = `The base address of ${vendor} is an http or https address without user, password or query.`;
    throw new ConsilienceError('config_invalid', { message });
  }
  return url.href.replace(/\/+$/, '');
}
