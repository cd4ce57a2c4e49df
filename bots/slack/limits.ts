/**
 * What Slack takes, and what we plan with. Sources: docs.slack.dev reference of blocks and methods, @slack/types 3.2.0, and
 * for the total size, which is documented nowhere, slackapi/bolt-js issues 2509 and 2867 (refused from about 13,200
 * characters, rich text alone from about 11,300).
 */
export const slackLimits = {
  blocks: 50,
  headerText: 150,
  sectionText: 3_000,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  containerTitle: 150,
  containerBlocks: 10,
  optionText: 75,
  options: 100,
  text: 40_000,
  /** All texts of one message together. */
  totalText: 13_200,
  richText: 11_300,
} as const;

export const planned = {
  /** All texts of one message together, addresses and button values counted in. */
  totalText: 10_000,
  synthesis: 5_000,
  answerPart: 9_000,
  fallbackText: 3_500,
} as const;

/** Slack's limits of the methods we call, a minute and workspace: Tier 3 is 50+; posts are about one a second and channel. */
export const lanes = {
  edit: { burst: 8, perMinute: 40, reserve: 3 },
  post: { burst: 3, perMinute: 50, reserve: 0 },
} as const;
