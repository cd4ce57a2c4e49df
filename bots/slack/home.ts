import type { HomeView, KnownBlock, MultiStaticSelect, PlainTextOption } from '@slack/types';
import type { Home } from '../message.ts';
import { neutralLine, ownWords } from '../neutralise.ts';
import { slackLimits } from './limits.ts';
import { context, plain } from './parts.ts';

/** The app's home tab of one person: how to ask, whom one asks, and what one asked lately. Pure. */
export function renderHome(home: Home): HomeView {
  return { type: 'home', blocks: [...intro(home), ...panelChoice(home), ...recent(home)] };
}

function intro({ sentence }: Home): KnownBlock[] {
  return [
    { type: 'header', text: plain('Ask several models at once', slackLimits.headerText) },
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: 'Type `/consilience` and a question in any channel, mention me, or write to me directly. You see every answer as it is written, where they agree, who dissents on what, and one answer put together from them.',
      },
    },
    context(sentence),
  ];
}

function panelChoice({ models, chosen }: Home): KnownBlock[] {
  const options = models.slice(0, slackLimits.options).map(({ model, label }): PlainTextOption => ({
    text: plain(neutralLine(label, 70), slackLimits.optionText),
    value: model,
  }));
  const selected = options.filter(({ value }) => value !== undefined && chosen.includes(value));
  if (options.length === 0) {
    return [context('No model can be asked at the moment.')];
  }
  const select: MultiStaticSelect = {
    type: 'multi_static_select',
    action_id: 'models',
    placeholder: plain('The default panel', slackLimits.optionText),
    options,
    max_selected_items: 8,
    ...(selected.length === 0 ? {} : { initial_options: selected }),
  };
  return [
    {
      type: 'section',
      text: plain('The models you ask. Empty: the default panel.', slackLimits.sectionText),
      accessory: select,
    },
  ];
}

function recent({ recent: runs }: Home): KnownBlock[] {
  const head: KnownBlock = { type: 'header', text: plain('What you asked lately', slackLimits.headerText) };
  if (runs.length === 0) {
    return [head, context('Nothing yet. Try: /consilience Which is larger, 9.11 or 9.9?')];
  }
  return [
    head,
    ...runs.flatMap(({ question, words, link }): KnownBlock[] => [
      {
        type: 'section',
        text: plain(`${ownWords(question, 200).replaceAll(/\s+/g, ' ')}\n${words}`, slackLimits.sectionText),
        ...(link === null
          ? {}
          : {
              accessory: {
                type: 'button',
                action_id: 'open',
                text: plain('Open', slackLimits.buttonText),
                url: link,
              },
            }),
      },
    ]),
  ];
}
