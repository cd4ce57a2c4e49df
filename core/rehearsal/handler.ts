import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { z } from 'zod';
import { googleEmbedding, googleEmbeddings, openaiEmbeddings, embedderName } from './embeddings.ts';
import { responseSink, sendJson } from './exchange.ts';
import { readJudgeRequest } from './judge.ts';
import { modelEntry, modelList } from './formats/model-lists.ts';
import { choosePace, type Pace } from './pace.ts';
import { perform, speak, type Spoken } from './performance.ts';
import { composeReply, type Said } from './reply.ts';
import { readRoute, type Route } from './route.ts';
import { formatOf, readTurn, refuse, seatNamed, seatsOf, type House, type Turn } from './turn.ts';
import { faultFor, playsWhole, refuseHeader } from './whole-faults.ts';
import type { Seat } from './cast.ts';
import type { Fault } from './faults.ts';
import type { AskedChat, WireReply } from './formats/format.ts';

/** Answers each request as the vendor that its address or its model belongs to. */
export function createHandler(house: House): RequestListener {
  return (request, response) => {
    response.setHeader('x-rehearsal', '1');
    response.on('error', () => {});
    // Whatever is thrown here, the client is gone or this server is at fault: nothing sensible can follow.
    handle(house, request, response).catch(() => response.destroy());
  };
}

async function handle(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const route = readRoute(request.method ?? 'GET', path);
  if (route === null) {
    const message = `There is nothing at ${path.slice(0, 200)}.`;
    sendJson(response, 404, { error: { message, type: 'not_found', code: 404 } });
    return;
  }
  const turn = await readTurn({ house, route, request, response });
  if (response.destroyed) {
    return;
  }
  try {
    const fault = faultFor(turn);
    if (fault === null || !playsWhole(turn, fault)) {
      answer(turn, fault);
    }
  } catch (error) {
    refuseRequest(turn, error);
  }
}

function refuseRequest(turn: Turn, error: unknown): void {
  if (error instanceof RangeError) {
    refuseHeader(turn, error);
  } else if (error instanceof SyntaxError) {
    const message = 'We could not parse the JSON body of your request.';
    refuse(turn, { status: 400, reason: 'body', message, model: '' });
  } else if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    const message = `Invalid value for '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'unknown'}`;
    refuse(turn, { status: 400, reason: 'body', message, model: '' });
  } else {
    throw error;
  }
}

/** Throws a SyntaxError or a ZodError when the body is not as the vendor wants it. */
function answer(turn: Turn, fault: Fault | null): void {
  const { route, response, house } = turn;
  if (turn.body === null) {
    refuse(turn, { status: 413, reason: 'body', message: 'The request is too large.', model: '' });
    return;
  }
  switch (route.operation) {
    case 'about':
      sendJson(response, 200, { rehearsal: true, models: house.cast.seats, suggestions: house.cast.suggestions });
      return;
    case 'health':
      response.writeHead(200).end();
      return;
    case 'models':
      sendJson(response, 200, modelList(turn.vendor, seatsOf(turn)));
      return;
    case 'model':
      answerModel(turn);
      return;
    case 'embeddings':
    case 'embed':
    case 'batch-embed':
      answerEmbedding(turn, JSON.parse(turn.body));
      return;
    case 'chat':
    case 'messages':
    case 'generate':
    case 'stream-generate':
      answerChat(turn, withPath(route, JSON.parse(turn.body)), fault);
      return;
  }
}

function withPath(route: Route, body: unknown): unknown {
  if (!route.google || typeof body !== 'object') {
    return body;
  }
  return { ...body, model: route.model, stream: route.operation === 'stream-generate' };
}

function answerModel(turn: Turn): void {
  const seat = seatsOf(turn).find(({ name }) => name === turn.route.model);
  if (seat === undefined) {
    refuseModel(turn, turn.route.model);
    return;
  }
  sendJson(turn.response, 200, modelEntry(turn.vendor, seat));
}

function answerEmbedding(turn: Turn, body: unknown): void {
  const { operation, model: named } = turn.route;
  const { model, answer: found } =
    operation === 'embeddings'
      ? openaiEmbeddings(body)
      : { model: named, answer: operation === 'embed' ? googleEmbedding(body) : googleEmbeddings(body) };
  if (model !== embedderName) {
    refuseModel(turn, model);
    return;
  }
  sendJson(turn.response, 200, found);
}

function answerChat(turn: Turn, body: unknown, fault: Fault | null): void {
  const { house, response } = turn;
  const format = formatOf(turn);
  const asked = format.readChat(body);
  const seat = seatNamed(turn, asked.model);
  if (seat === undefined) {
    refuseModel(turn, asked.model);
    return;
  }
  const said = composeReply(house.cast, seat, { asked, tokens: house.tokens, fault });
  if (fault?.kind === 'judge-late' && readJudgeRequest(asked) !== null) {
    return;
  }
  const pace = paceOf(turn, seat, said);
  if (pace.fails) {
    refuse(turn, { status: 500, reason: 'other', message: 'The rehearsal model failed, by chance.', model: '' });
    return;
  }
  const spoken = speak(said, fault, { tokens: house.tokens, tokensMax: asked.outputTokensMax });
  const reply = makeReply(asked, said, spoken);
  const sink = responseSink(response, asked.stream ? 'text/event-stream; charset=utf-8' : 'application/json');
  const frames = perform({ format, reply, spoken, stream: asked.stream, pace, fault });
  const stop = house.stage.play(frames[Symbol.iterator](), sink);
  response.once('close', stop);
}

function paceOf({ house }: Turn, seat: Seat, { delayMs }: Said): Pace {
  const input = { profile: house.profile, seat: house.cast.seats.indexOf(seat), late: seat.late, delayMs };
  return choosePace(input, house.chance);
}

function makeReply(asked: AskedChat, said: Said, { lead, tokens, finish }: Spoken): WireReply {
  return {
    id: randomUUID(),
    createdAt: Math.floor(Date.now() / 1_000),
    model: asked.model,
    text: [...lead, ...tokens].join(''),
    inputTokens: asked.inputTokens,
    outputTokens: lead.length + tokens.length,
    includeUsage: asked.includeUsage,
    finish,
    citations: said.citations,
  };
}

function refuseModel(turn: Turn, model: string): void {
  refuse(turn, { status: 404, reason: 'model', message: '', model });
}
