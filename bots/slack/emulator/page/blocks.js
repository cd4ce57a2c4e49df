/** Draws Slack's blocks. Everything is text or an element made here: nothing that comes in is markup. */

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/** @param {any[]} blocks @param {(action: { action_id: string, value?: string }) => void} press @param {Set<string>} open */
export function drawBlocks(blocks, press, open) {
  return blocks.map((block, index) => drawBlock(block, press, { open, key: String(index) }));
}

function drawBlock(block, press, at) {
  switch (block.type) {
    case 'header':
      return element('h3', {}, block.text.text);
    case 'section':
      return element(
        'div',
        { class: 'section' },
        drawText(block.text),
        ...(block.accessory ? [drawControl(block.accessory, press)] : []),
      );
    case 'context':
      return element('div', { class: 'context' }, ...block.elements.map(drawText));
    case 'rich_text':
      return element('div', { class: 'rich' }, ...block.elements.map(drawRich));
    case 'alert':
      return element('div', { class: `alert ${block.level ?? ''}`, role: 'note' }, `⚠ ${block.text.text}`);
    case 'plan':
      return element(
        'div',
        { class: 'plan' },
        element('div', { class: 'plan-title' }, block.title),
        ...(block.tasks ?? []).map(drawTask),
      );
    case 'task_card':
      return drawTask(block);
    case 'container':
      return drawContainer(block, press, at);
    case 'actions':
    case 'context_actions':
      return element('div', { class: 'actions' }, ...block.elements.map((one) => drawControl(one, press)));
    case 'divider':
      return element('hr');
    default:
      return element('div', {}, `(${block.type})`);
  }
}

const marks = { pending: '○', in_progress: '◐', complete: '●', error: '✕' };

function drawTask(task) {
  return element(
    'div',
    { class: `task ${task.status}` },
    element('span', { class: 'mark', title: task.status }, marks[task.status] ?? '○'),
    element('span', {}, task.title, ...(task.output ? task.output.elements.map(drawRich) : [])),
  );
}

function drawContainer(block, press, { open, key }) {
  const name = `${key} ${block.title.text}`;
  const details = element(
    'details',
    { class: 'container' },
    element('summary', {}, block.title.text, element('span', { class: 'subtitle' }, block.subtitle?.text ?? '')),
    ...drawBlocks(block.child_blocks, press, open),
  );
  details.open = open.has(name) || !block.default_collapsed;
  details.addEventListener('toggle', () => (details.open ? open.add(name) : open.delete(name)));
  return details;
}

function drawControl(control, press) {
  if (control.type === 'feedback_buttons') {
    const each = [control.positive_button, control.negative_button];
    return element(
      'span',
      {},
      ...each.map(({ text, value }) => button(text.text, () => press({ action_id: control.action_id, value }))),
    );
  }
  if (control.type === 'multi_static_select') {
    return drawSelect(control, press);
  }
  const made = button(control.text.text, () => {
    if (control.url) {
      window.open(control.url, '_blank', 'noopener');
    }
    press({ action_id: control.action_id, value: control.value });
  });
  made.className = control.style ?? '';
  return made;
}

function drawSelect(control, press) {
  const chosen = new Set((control.initial_options ?? []).map(({ value }) => value));
  const boxes = control.options.map(({ text, value }) => {
    const box = element('input', { type: 'checkbox', value });
    box.checked = chosen.has(value);
    box.addEventListener('change', () => {
      const values = [...field.querySelectorAll('input:checked')].map((one) => one.value);
      press({ action_id: control.action_id, value: values.join(',') });
    });
    return element('label', {}, box, text.text);
  });
  const field = element('fieldset', {}, element('legend', {}, control.placeholder?.text ?? ''), ...boxes);
  return field;
}

function button(text, act) {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', act);
  return made;
}

function drawText(text) {
  return element('span', {}, ...(text?.type === 'mrkdwn' ? drawMrkdwn(text.text) : [text?.text ?? '']));
}

/** Names by id, for mentions. */
export const names = new Map();

/** Slack's mrkdwn: mentions and links are what stands between angle brackets; bold and code are the rest that we use. */
export function drawMrkdwn(text) {
  return text.split(/(<[^>]+>|`[^`\n]+`|\*[^*\n]+\*)/).map((piece) => {
    if (/^<@\w+>$/.test(piece)) {
      const id = piece.slice(2, -1);
      return element('span', { class: 'mention' }, `@${names.get(id) ?? id}`);
    }
    if (/^<[!#@]/.test(piece)) {
      return element('span', { class: 'mention loud' }, piece);
    }
    if (/^<https?:/.test(piece)) {
      const [url, label] = piece.slice(1, -1).split('|');
      return link(unescaped(url), unescaped(label ?? url));
    }
    if (/^`.+`$/.test(piece)) {
      return element('code', {}, unescaped(piece.slice(1, -1)));
    }
    return /^\*.+\*$/.test(piece) ? element('strong', {}, unescaped(piece.slice(1, -1))) : unescaped(piece);
  });
}

function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function link(url, label) {
  return element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

function drawRich(part) {
  switch (part.type) {
    case 'rich_text_section':
      return element('p', {}, ...part.elements.map(drawWord));
    case 'rich_text_quote':
      return element('blockquote', {}, ...part.elements.map(drawWord));
    case 'rich_text_preformatted':
      return element('pre', {}, ...part.elements.map(drawWord));
    case 'rich_text_list': {
      const items = part.elements.map((item) => element('li', {}, ...item.elements.map(drawWord)));
      const start = { start: String((part.offset ?? 0) + 1) };
      const list = part.style === 'ordered' ? element('ol', start, ...items) : element('ul', {}, ...items);
      list.className = `indent-${part.indent ?? 0}`;
      return list;
    }
    default:
      return element('p', {}, `(${part.type})`);
  }
}

function drawWord(word) {
  if (word.type === 'link') {
    return link(word.url, word.text ?? word.url);
  }
  if (word.type !== 'text') {
    return element('span', { class: 'mention loud' }, `(${word.type})`);
  }
  const style = word.style ?? {};
  const wrapped = [style.code && 'code', style.bold && 'strong', style.italic && 'em', style.strike && 'del'].filter(
    Boolean,
  );
  return wrapped.reduce((inner, name) => element(name, {}, inner), document.createTextNode(word.text));
}
