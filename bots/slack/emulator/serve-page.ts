import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import type { SlackEmulator } from './emulator.ts';
import { people } from './workspace.ts';

const files: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/blocks.js': { file: 'blocks.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const showMs = 60;

/** The emulated workspace as a page that people can write in: what the bot shows there is what Slack would show. */
export function servePage(slack: SlackEmulator): void {
  slack.serve(async (request, response, path) => {
    const known = files[path];
    if (known !== undefined && request.method === 'GET') {
      const body = await readFile(new URL(`page/${known.file}`, import.meta.url));
      response.writeHead(200, { 'content-type': known.type, 'content-security-policy': policy }).end(body);
      return true;
    }
    if (path === '/try/stream') {
      stream(slack, request, response);
      return true;
    }
    if (path.startsWith('/try/') && request.method === 'POST') {
      return handle(slack, { request, response, verb: path.slice('/try/'.length) });
    }
    return false;
  });
}

/** The whole state at each change: a workspace of a few messages is small. */
function stream({ workspace }: SlackEmulator, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let timer: NodeJS.Timeout | null = null;
  const show = () => {
    timer = null;
    const { channels, messages, prompts, status } = workspace;
    const shown = messages.map((message) => ({ ...message, shown: undefined, metadata: undefined }));
    const homes = Object.fromEntries(workspace.homes);
    response.write(`data: ${JSON.stringify({ channels, messages: shown, prompts, status, homes, people })}\n\n`);
  };
  const unwatch = workspace.watch(() => {
    timer ??= setTimeout(show, showMs);
  });
  show();
  request.on('close', () => {
    unwatch();
    clearTimeout(timer ?? undefined);
  });
}

interface Act {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly verb: string;
}

async function handle(slack: SlackEmulator, { request, response, verb }: Act): Promise<boolean> {
  // Only this page: another site cannot send JSON here without being asked for it first.
  if (request.headers['content-type'] !== 'application/json') {
    response.writeHead(415).end();
    return true;
  }
  const given = readForm(await readAll(request));
  const act = Object.hasOwn(acts, verb) ? acts[verb] : undefined;
  act?.(slack, given);
  response.writeHead(act === undefined ? 404 : 204).end();
  return true;
}

type Form = ReturnType<typeof readForm>;

function readForm(body: string) {
  const {
    channel = '',
    user = people[0].id,
    text = '',
    thread = '',
    ...given
  } = JSON.parse(body) as Record<string, string>;
  const { ts = '', action_id: action = '', value } = given;
  return { channel, user, text, thread: thread === '' ? null : thread, ts, action: { action_id: action, value } };
}

const acts: Readonly<Record<string, (slack: SlackEmulator, form: Form) => void>> = {
  say(slack, form) {
    const [, command = '', text = ''] = /^(\/\w+)\s*([\s\S]*)$/.exec(form.text) ?? [];
    if (command === '') {
      slack.people.say(form);
    } else {
      void slack.people.command({ ...form, command, text });
    }
  },
  press(slack, { channel, ts, user, action }) {
    const message = slack.workspace.find(channel, ts);
    if (message !== null) {
      void slack.people.press(message, user, action);
    }
  },
  shortcut(slack, { channel, ts, user }) {
    const message = slack.workspace.find(channel, ts);
    if (message !== null) {
      void slack.people.shortcut(message, user);
    }
  },
  invite(slack, { channel }) {
    const place = slack.workspace.channel(channel);
    if (place !== null) {
      place.hasBot = true;
      slack.workspace.changed();
    }
  },
  home(slack, { user }) {
    void slack.people.openHome(user);
  },
  open(slack, { channel, user }) {
    if (slack.workspace.channel(channel)?.isDirect === true) {
      void slack.people.openMessages(user);
    }
  },
  choose(slack, { user, text }) {
    const models = text.split(',').filter((model) => model !== '');
    void slack.people.choose(user, models);
  },
};
