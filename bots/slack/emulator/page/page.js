import { drawBlocks, drawMrkdwn, element, names } from './blocks.js';

/** The page of the emulated workspace: draws what the stream says, and sends what people do. */
const find = (id) => document.getElementById(id);
const view = { channel: 'C1GENERAL', thread: null, state: null, open: new Map(), seen: 0 };
const home = 'home';

new EventSource('/try/stream').addEventListener('message', ({ data }) => {
  view.state = JSON.parse(data);
  draw();
});

async function send(verb, body) {
  const user = find('user').value || 'U1ADA';
  await fetch(`/try/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, ...body }),
  });
}

function draw() {
  const { channels, messages, people, prompts, status } = view.state;
  drawPeople(people);
  for (const { id, name } of [...people, { id: 'U0BOT', name: 'Consilience' }]) {
    names.set(id, name);
  }
  drawChannels(channels, messages);
  const channel = channels.find(({ id }) => id === view.channel);
  find('title').textContent = channel ? `${channel.isDirect ? '' : '# '}${channel.name}` : 'Home';
  find('status').textContent = channel?.isDirect && status ? `Consilience ${status}` : '';
  find('composer').hidden = view.channel === home;
  find('text').placeholder = channel?.isDirect
    ? 'Ask something'
    : '/consilience your question, or @Consilience your question';
  if (view.channel === home) {
    drawHome();
  } else {
    drawMessages(
      find('messages'),
      shownIn(messages).filter(({ thread_ts }) => thread_ts === null),
      true,
    );
  }
  drawThread(messages);
  drawPrompts(channel?.isDirect ? prompts : null);
}

function shownIn(messages) {
  const me = find('user').value;
  return messages.filter(({ channel, onlyFor }) => channel === view.channel && (onlyFor === null || onlyFor === me));
}

function drawPeople(people) {
  const select = find('user');
  if (select.options.length === 0) {
    select.append(...people.map(({ id, name }) => element('option', { value: id }, name)));
    select.addEventListener('change', draw);
  }
}

function drawChannels(channels) {
  const entries = [...channels, { id: home, name: 'Home of the app', isDirect: true, hasBot: true }];
  const items = entries.map(({ id, name, isDirect, hasBot }) => {
    const button = element(
      'button',
      { type: 'button' },
      `${isDirect ? '' : '# '}${name}${hasBot ? '' : ' (bot not invited)'}`,
    );
    if (id === view.channel) {
      button.setAttribute('aria-current', 'page');
    }
    button.addEventListener('click', () => {
      view.channel = id;
      view.thread = null;
      void send(id === home ? 'home' : 'open', { channel: id });
      draw();
    });
    return element('li', {}, button);
  });
  find('channels').replaceChildren(...items);
}

function drawHome() {
  const user = find('user').value;
  const blocks = view.state.homes[user] ?? [];
  const open = openOf('home');
  find('messages').replaceChildren(element('article', {}, ...drawBlocks(blocks, choose, open)));
}

function choose({ action_id: action, value }) {
  if (action === 'models') {
    void send('choose', { text: value });
  }
}

function drawMessages(place, messages, isTop) {
  const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 120;
  const drawn = messages.map((message) => drawMessage(message, isTop));
  const channel = view.state.channels.find(({ id }) => id === view.channel);
  const notice = channel?.hasBot === false ? [invitation(channel)] : [];
  const empty = messages.length === 0 && isTop && channel?.hasBot ? [welcome()] : [];
  place.replaceChildren(...notice, ...empty, ...drawn);
  if (isAtEnd && place.childElementCount !== view.seen) {
    place.scrollTop = place.scrollHeight;
  }
  view.seen = place.childElementCount;
}

function welcome() {
  const ask = element('button', { type: 'button' }, '/consilience Which is larger, 9.11 or 9.9?');
  ask.addEventListener('click', () => {
    find('text').value = ask.textContent;
    find('text').focus();
  });
  return element('div', { class: 'welcome' }, element('p', {}, 'Nothing here yet. Ask several models at once:'), ask);
}

function invitation(channel) {
  const invite = element('button', { type: 'button' }, 'Invite the bot');
  invite.addEventListener('click', () => void send('invite', { channel: channel.id }));
  return element('div', { class: 'welcome' }, element('p', {}, 'The bot is not in this channel.'), invite);
}

function drawMessage(message, isTop) {
  const { channel, ts, blocks, file, onlyFor } = message;
  const press = (action) => void send('press', { channel, ts, ...action });
  const body =
    blocks.length > 0 ? drawBlocks(blocks, press, openOf(ts)) : [element('p', {}, ...drawMrkdwn(message.text))];
  return element(
    'article',
    { class: onlyFor === null ? '' : 'whisper', 'data-ts': ts },
    drawHead(message),
    ...body,
    ...(file ? [drawFile(file)] : []),
    element('div', { class: 'tools' }, ...toolsOf(message, isTop)),
  );
}

function drawHead({ isBot, user, ts, onlyFor }) {
  const person = view.state.people.find(({ id }) => id === user)?.name ?? user;
  const at = new Date(Number(ts.split('.')[0]) * 1000).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return element(
    'div',
    { class: 'head' },
    element('strong', {}, isBot ? 'Consilience' : person),
    ...(isBot ? [element('span', { class: 'app' }, 'APP')] : []),
    element('time', {}, at),
    ...(onlyFor === null ? [] : [element('span', { class: 'note' }, 'Only visible to you')]),
  );
}

function toolsOf({ channel, ts, isBot }, isTop) {
  const replies = view.state.messages.filter((one) => one.thread_ts === ts).length;
  const words = replies === 0 ? 'Reply in thread' : `${replies} ${replies === 1 ? 'reply' : 'replies'}`;
  return [
    ...(isTop ? [tool(words, () => openThread(ts))] : []),
    ...(isBot ? [] : [tool('Ask the models about this', () => void send('shortcut', { channel, ts }))]),
  ];
}

function drawFile({ name, content }) {
  const details = element(
    'details',
    { class: 'container' },
    element('summary', {}, `📄 ${name}`),
    element('pre', {}, content),
  );
  return details;
}

function tool(text, act) {
  const made = element('button', { type: 'button', class: 'tool' }, text);
  made.addEventListener('click', act);
  return made;
}

function openThread(ts) {
  view.thread = ts;
  draw();
  find('reply-text').focus();
}

function drawThread(messages) {
  const { thread } = view;
  find('thread').hidden = thread === null;
  if (thread !== null) {
    drawMessages(
      find('replies'),
      shownIn(messages).filter((one) => one.ts === thread || one.thread_ts === thread),
      false,
    );
  }
}

function drawPrompts(prompts) {
  const buttons = (prompts?.prompts ?? []).map(({ title, message }) =>
    tool(title, () => void send('say', { channel: view.channel, text: message })),
  );
  find('prompts').replaceChildren(...buttons);
}

/** Which containers of a message stand open, kept over redraws. */
function openOf(ts) {
  const known = view.open.get(ts) ?? new Set();
  view.open.set(ts, known);
  return known;
}

find('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = find('text').value.trim();
  if (text !== '') {
    find('text').value = '';
    void send('say', { channel: view.channel, text });
  }
});
find('reply').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = find('reply-text').value.trim();
  if (text !== '') {
    find('reply-text').value = '';
    void send('say', { channel: view.channel, thread: view.thread, text });
  }
});
find('close').addEventListener('click', () => {
  view.thread = null;
  draw();
});
