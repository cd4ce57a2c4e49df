import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from './exchange.ts';
import { anthropic } from './formats/anthropic.ts';
import { openai, vllm } from './formats/chat-completions.ts';
import { google } from './formats/google.ts';
import { perplexity } from './formats/perplexity.ts';
import type { Cast, Seat, Vendor } from './cast.ts';
import type { Chance } from './chance.ts';
import type { FaultRule } from './faults.ts';
import type { WireFault, WireFormat } from './formats/format.ts';
import type { Profile } from './pace.ts';
import type { Route } from './route.ts';
import type { Stage } from './stage.ts';

/** What all requests share. */
export interface House {
  readonly cast: Cast;
  readonly stage: Stage;
  readonly profile: Profile;
  readonly faults: readonly FaultRule[];
  /** Every answer has this many tokens; null for its own length. */
  readonly tokens: number | null;
  readonly chance: Chance;
}

/** One request, from its address to its answer. */
export interface Turn {
  readonly house: House;
  readonly route: Route;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Null when it was too large. */
  readonly body: string | null;
  /** Who answers: the path's prefix tells, or the format, or the model's name. */
  readonly vendor: Vendor;
}

export async function readTurn(parts: Pick<Turn, 'house' | 'route' | 'request' | 'response'>): Promise<Turn> {
  const body = await readBody(parts.request);
  return { ...parts, body, vendor: parts.route.prefix ?? guessVendor(parts, body ?? '') };
}

function guessVendor({ house, route, request }: Pick<Turn, 'house' | 'route' | 'request'>, body: string): Vendor {
  if (route.google) {
    return 'google';
  }
  if (route.operation === 'messages' || request.headers['anthropic-version'] !== undefined) {
    return 'anthropic';
  }
  const name = route.operation === 'chat' ? /"model"\s*:\s*"([^"]{1,100})"/.exec(body)?.[1] : undefined;
  const vendor = house.cast.seats.find((seat) => seat.name === name)?.vendor;
  return vendor === 'perplexity' || vendor === 'vllm' ? vendor : 'openai';
}

/** Without a prefix, chat completions reach every seat, as a gateway would. */
export function seatNamed(turn: Turn, name: string): Seat | undefined {
  const gateway = turn.route.prefix === null && turn.route.operation === 'chat';
  return (gateway ? turn.house.cast.seats : seatsOf(turn)).find((seat) => seat.name === name);
}

/** The seats that the vendor's own list names; without a prefix, OpenAI's list names all. */
export function seatsOf({ house, route, vendor }: Turn): readonly Seat[] {
  const everyone = route.prefix === null && vendor === 'openai';
  return everyone ? house.cast.seats : house.cast.seats.filter((seat) => seat.vendor === vendor);
}

export function formatOf({ vendor }: Turn): WireFormat {
  return formats[vendor];
}

/** Answers with the vendor's own error. */
export function refuse(turn: Turn, wrong: WireFault): void {
  const { status, body } = formatOf(turn).error(wrong);
  sendJson(turn.response, status, body);
}

const formats: Readonly<Record<Vendor, WireFormat>> = { openai, anthropic, google, perplexity, vllm };
