import { sendJson } from './exchange.ts';
import { chooseFault, parseFault, type Fault } from './faults.ts';
import { refuse, type Turn } from './turn.ts';

/**
 * The request's own fault, or what the rules say; null for none. Lists of models fail by rule only when the key is
 * rejected. Throws a RangeError when the request's header names no fault.
 */
export function faultFor({ request, house, vendor }: Turn): Fault | null {
  const own = request.headers['x-rehearsal-fault'];
  if (typeof own === 'string') {
    return parseFault(own);
  }
  const fault = chooseFault(house.faults, vendor, house.chance);
  const harmless = request.method === 'GET' && fault?.kind !== 401 && fault?.kind !== 403;
  return harmless ? null : fault;
}

/** Plays a fault that leaves nothing of the answer; false when the answer is still needed. */
export function playsWhole(turn: Turn, fault: Fault): boolean {
  if (typeof fault.kind === 'number') {
    playStatus(turn, fault.kind, fault.value);
    return true;
  }
  const play = plays[fault.kind];
  play?.(turn);
  return play !== undefined;
}

function playStatus(turn: Turn, status: number, retryAfter: string): void {
  if (retryAfter !== '') {
    turn.response.setHeader('retry-after', retryAfter);
  }
  if (turn.vendor === 'perplexity' && status === 401) {
    sendHtml(turn, status, '<html><head><title>401 Authorization Required</title></head></html>');
    return;
  }
  refuse(turn, { status, reason: 'other', message: `Rehearsal of status ${status}.`, model: '' });
}

const plays: Readonly<Partial<Record<Fault['kind'], (turn: Turn) => void>>> = {
  silent: () => {},
  context: (turn) => refuse(turn, { status: 400, reason: 'context', message: tooLong, model: '' }),
  html: (turn) => sendHtml(turn, 200, '<!doctype html><html><head><title>Sign in</title></head></html>'),
  redirect: ({ response }) => response.writeHead(307, { location: '/moved' }).end(),
};

function sendHtml({ response }: Turn, status: number, page: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

/** Says, in no vendor's format, that the request's header names no fault. */
export function refuseHeader({ response }: Turn, error: RangeError): void {
  sendJson(response, 400, { error: { message: error.message, type: 'rehearsal_fault' } });
}

const tooLong = "This model's maximum context length is 131072 tokens. Please reduce the length of the messages.";
