import { z } from 'zod';

/**
 * What Slack accepts in a message, as its reference says it (docs.slack.dev, read November 2026), written apart from our
 * own limits so that one checks the other. Unknown kinds and unknown names are refused.
 */
const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most), verbatim: z.boolean().optional() });
const anyText = (most: number) => z.union([plainText(most), mrkdwn(most)]);
const blockId = { block_id: z.string().max(255).optional() };
const address = z
  .string()
  .max(3_000)
  .regex(/^https?:\/\//);

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
  })
  .optional();
const richWord = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal('link'),
    url: address,
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('user'), user_id: z.string(), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string(), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string(), style }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.strictObject({ type: z.literal('emoji'), name: z.string(), style }),
]);
const words = z.array(richWord).min(1);
const section = z.strictObject({ type: z.literal('rich_text_section'), elements: words });
const richText = z.strictObject({
  type: z.literal('rich_text'),
  ...blockId,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        section,
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          indent: z.number().int().min(0).max(8).optional(),
          offset: z.number().int().min(0).optional(),
          border: z.number().int().optional(),
          elements: z.array(section).min(1),
        }),
        z.strictObject({ type: z.literal('rich_text_quote'), elements: words }),
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: words }),
      ]),
    )
    .min(1),
});

const option = z.strictObject({ text: plainText(75), value: z.string().min(1).max(150) });
const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: z.string().min(1).max(255),
  value: z.string().max(2_000).optional(),
  url: address.optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
const select = z.strictObject({
  type: z.literal('multi_static_select'),
  action_id: z.string().min(1).max(255),
  placeholder: plainText(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_options: z.array(option).min(1).optional(),
  max_selected_items: z.number().int().min(1).optional(),
});
const opinion = z.strictObject({
  text: plainText(75),
  value: z.string().min(1).max(2_000),
  accessibility_label: z.string().max(75).optional(),
});

const header = z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(150) });
const sectionBlock = z
  .strictObject({
    type: z.literal('section'),
    ...blockId,
    text: anyText(3_000).optional(),
    fields: z.array(anyText(2_000)).min(1).max(10).optional(),
    accessory: z.union([button, select]).optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined);
const contextBlock = z.strictObject({
  type: z.literal('context'),
  ...blockId,
  elements: z.array(anyText(2_000)).min(1).max(10),
});
const actions = z.strictObject({
  type: z.literal('actions'),
  ...blockId,
  elements: z
    .array(z.union([button, select]))
    .min(1)
    .max(25),
});
const divider = z.strictObject({ type: z.literal('divider'), ...blockId });
const task = z.strictObject({
  type: z.literal('task_card'),
  ...blockId,
  task_id: z.string().min(1).max(255),
  title: z.string().min(1).max(256),
  details: richText.optional(),
  output: richText.optional(),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
});

const block = z.union([
  header,
  sectionBlock,
  contextBlock,
  actions,
  divider,
  richText,
  z.strictObject({ type: z.literal('markdown'), ...blockId, text: z.string().min(1).max(12_000) }),
  z.strictObject({
    type: z.literal('alert'),
    ...blockId,
    text: anyText(3_000),
    level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
  }),
  z.strictObject({
    type: z.literal('plan'),
    ...blockId,
    title: z.string().min(1).max(256),
    tasks: z.array(task).max(50).optional(),
  }),
  task,
  z.strictObject({
    type: z.literal('container'),
    ...blockId,
    title: plainText(150),
    subtitle: anyText(150).optional(),
    child_blocks: z
      .array(z.union([actions, contextBlock, divider, header, richText, sectionBlock]))
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('context_actions'),
    ...blockId,
    elements: z
      .array(
        z.strictObject({
          type: z.literal('feedback_buttons'),
          action_id: z.string().min(1).max(255),
          positive_button: opinion,
          negative_button: opinion,
        }),
      )
      .min(1)
      .max(5),
  }),
]);

const totalText = 13_200;
const richTotal = 11_300;
const textMost = 40_000;

export interface Content {
  readonly text?: unknown;
  readonly blocks?: unknown;
  readonly markdown_text?: unknown;
}

/** Slack's error for such a message, or null when it takes it. Says where in `detail`. */
export function faultOf({ text, blocks, markdown_text: markdown }: Content): { error: string; detail: string } | null {
  if (markdown !== undefined) {
    const isRight = typeof markdown === 'string' && markdown.length <= 12_000;
    return isRight && text === undefined && blocks === undefined
      ? null
      : { error: 'invalid_arguments', detail: 'markdown_text' };
  }
  return faultOfParts(text, blocks);
}

function faultOfParts(text: unknown, blocks: unknown): { error: string; detail: string } | null {
  const list = Array.isArray(blocks) ? (blocks as unknown[]) : [];
  if (blocks !== undefined && !Array.isArray(blocks)) {
    return { error: 'invalid_blocks_format', detail: 'blocks' };
  }
  if (list.length === 0 && (typeof text !== 'string' || text === '')) {
    return { error: 'no_text', detail: 'text' };
  }
  if (typeof text === 'string' && text.length > textMost) {
    return { error: 'msg_too_long', detail: 'text' };
  }
  return faultOfBlocks(list, 50);
}

export function faultOfBlocks(list: readonly unknown[], most: number): { error: string; detail: string } | null {
  if (list.length > most) {
    return { error: 'invalid_blocks', detail: `${list.length} blocks` };
  }
  for (const [index, one] of list.entries()) {
    const parsed = block.safeParse(one);
    if (!parsed.success) {
      return {
        error: 'invalid_blocks',
        detail: `block ${index}: ${JSON.stringify(parsed.error.issues).slice(0, 400)}`,
      };
    }
  }
  if (list.some((one) => isRepeated(namesIn(one, 'action_id'))) || isRepeated(namesIn(list, 'block_id'))) {
    return { error: 'invalid_blocks', detail: 'an action_id stands twice in a block, or a block_id in the message' };
  }
  const all = textLength(list, false);
  const rich = textLength(
    list.filter((one) => typeof one === 'object' && one !== null && 'type' in one && one.type === 'rich_text'),
    false,
  );
  return all > totalText || rich > richTotal
    ? { error: 'msg_blocks_too_long', detail: `${all} characters, ${rich} rich` }
    : null;
}

/** What is shown: everything under `text` and `title`. */
function textLength(value: unknown, isShown: boolean): number {
  if (typeof value === 'string') {
    return isShown ? value.length : 0;
  }
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  return Object.entries(value).reduce(
    (length, [name, inner]) =>
      length +
      textLength(inner, isShown ? typeof inner !== 'string' || name === 'text' : name === 'text' || name === 'title'),
    0,
  );
}

function isRepeated(names: readonly string[]): boolean {
  return new Set(names).size !== names.length;
}

function namesIn(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    key === name && typeof inner === 'string' ? [inner] : namesIn(inner, name),
  );
}
