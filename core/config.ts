import { z } from 'zod';
import { ConsilienceError } from './errors.ts';

/** Everything an operator can set, each with a sentence. A `main.ts` reads it once; nothing else sees the environment. */
const schema = z.object({
  HOST: text('127.0.0.1').describe('Address to listen on.'),
  PORT: whole(4280, 0, 65_535).describe('Port to listen on; 0 takes a free one.'),
  DATA_DIR: text('./data').describe('Folder of the database.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe line that is logged.'),
  CONSILIENCE_OPEN: z
    .enum(['0', '1'])
    .default('0')
    .describe('1 lets anybody who reaches HOST ask: there are no accounts yet.'),

  OPENAI_API_KEY: secret().describe('Key of OpenAI.'),
  ANTHROPIC_API_KEY: secret().describe('Key of Anthropic.'),
  GOOGLE_API_KEY: secret().describe('Key of Google (Gemini).'),
  PERPLEXITY_API_KEY: secret().describe('Key of Perplexity.'),
  OPENROUTER_API_KEY: secret().describe('Key of OpenRouter: one key, a panel of five vendors.'),
  VLLM_API_KEY: secret().describe('Key of the OpenAI-compatible server at VLLM_BASE_URL, if it wants one.'),
  OPENAI_BASE_URL: address('https://api.openai.com/v1').describe('Base address of OpenAI.'),
  ANTHROPIC_BASE_URL: address('https://api.anthropic.com').describe('Base address of Anthropic.'),
  GOOGLE_BASE_URL: address('https://generativelanguage.googleapis.com').describe('Base address of Google.'),
  PERPLEXITY_BASE_URL: address('https://api.perplexity.ai').describe('Base address of Perplexity.'),
  OPENROUTER_BASE_URL: address('https://openrouter.ai/api/v1').describe('Base address of OpenRouter.'),
  VLLM_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Base address of any OpenAI-compatible server, such as http://127.0.0.1:8000/v1.'),
  VLLM_PRICE_INPUT: z.coerce
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('Price of your own model: dollars a million input tokens.'),
  VLLM_PRICE_OUTPUT: z.coerce
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('Price of your own model: dollars a million output tokens.'),

  CONSILIENCE_MODELS: text('').describe(
    'The panel: comma list of vendor/model. Empty: the default panel of the vendors found.',
  ),
  CONSILIENCE_SYNTHESIZER: text('').describe(
    'vendor/model that writes the synthesis. Empty: the first of the panel that suits.',
  ),
  CONSILIENCE_JUDGE: text('').describe(
    'Who reads the answers where code alone is unsure: empty for nobody, auto for models of the panel, or a comma list of one or two vendor/model.',
  ),
  CONSILIENCE_JUDGE_MS: whole(20_000, 500, 120_000).describe('Longest time of all calls to judges in a run.'),
  CONSILIENCE_EMBEDDER: text('lexical').describe('lexical, or vendor/model of an embedder.'),
  CONSILIENCE_NLI_MODEL: text('').describe(
    'Entailment model that reads pairs on which code alone is unsure: a folder, or owner/model at Hugging Face. Empty: none.',
  ),
  CONSILIENCE_NLI_DOWNLOAD: z
    .enum(['0', '1'])
    .default('0')
    .describe('1 lets CONSILIENCE_NLI_MODEL be downloaded, once, into DATA_DIR/models.'),
  CONSILIENCE_NLI_MS: whole(2_000, 100, 30_000).describe(
    'Longest time that a comparison waits for the entailment model.',
  ),
  REHEARSAL_CAST: text('').describe(
    'File of questions and answers that the rehearsal models play instead of the built-in cast.',
  ),

  CONSILIENCE_CONNECT_MS: whole(3_000, 100, 30_000).describe('Longest time to connect to a vendor.'),
  CONSILIENCE_FIRST_TOKEN_MS: whole(20_000, 100, 300_000).describe('Longest wait for the first token of an answer.'),
  CONSILIENCE_IDLE_MS: whole(15_000, 100, 300_000).describe('Longest gap between two pieces of an answer.'),
  CONSILIENCE_TOTAL_MS: whole(60_000, 500, 300_000).describe('Longest time of one answer.'),
  CONSILIENCE_DEADLINE_MS: whole(90_000, 1_000, 300_000).describe('Longest time of a run.'),
  CONSILIENCE_RESEARCH_MS: whole(600_000, 1_000, 1_800_000).describe(
    'Longest time of a deep-research answer, which is always late.',
  ),
  CONSILIENCE_QUORUM: whole(3, 1, 8).describe('How many answers start the synthesis.'),
  CONSILIENCE_GRACE_MS: whole(1_000, 0, 30_000).describe(
    'How long the synthesis waits for more answers after the quorum.',
  ),
  CONSILIENCE_OUTPUT_TOKENS: whole(2_048, 64, 32_768).describe('Longest answer, in tokens.'),
  METRICS_TOKEN: secret().describe(
    'Whoever sends it as a bearer token may read /metrics. Without one, only this machine may.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Base address of an OpenTelemetry collector that gets traces, such as http://127.0.0.1:4318.'),
  OTEL_EXPORTER_OTLP_HEADERS: secret().describe('Headers for the collector: name=value, separated by commas.'),
  CONSILIENCE_TRACE_CONTENT: z
    .enum(['0', '1'])
    .default('0')
    .describe('1 puts questions, answers and syntheses into traces.'),
  CONSILIENCE_RUNS_MAX: whole(500, 1, 10_000).describe(
    'Most runs in flight, and fewer when the process is busy; more are refused with 503.',
  ),

  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Address under which people and chat platforms reach this server, for links and installation.'),
  CONSILIENCE_SECRET: z
    .string()
    .trim()
    .min(32)
    .optional()
    .describe('Encrypts the stored tokens of chat platforms and signs buttons: 32 characters or more of chance.'),
  CHAT_RUNS_PER_PERSON: whole(60, 1, 100_000).describe('Most runs that one person may start from a chat in an hour.'),
  CHAT_RUNS_PER_WORKSPACE: whole(600, 1, 1_000_000).describe(
    'Most runs that one workspace of a chat may start in an hour.',
  ),
  SLACK_SIGNING_SECRET: secret().describe("Slack: the app's signing secret, for requests over HTTP."),
  SLACK_BOT_TOKEN: secret().describe('Slack: the bot token (xoxb-) of the one workspace.'),
  SLACK_CLIENT_ID: secret().describe('Slack: client id, for an app that several workspaces install.'),
  SLACK_CLIENT_SECRET: secret().describe('Slack: client secret, with SLACK_CLIENT_ID.'),
  SLACK_APP_TOKEN: secret().describe(
    'Slack: app-level token (xapp-); switches to Socket Mode, which needs no address.',
  ),
  SLACK_API_URL: address('https://slack.com/api/').describe('Slack: base address of the Web API, for an emulator.'),
});

export type Config = z.output<typeof schema>;

/** Names and sentences of all variables, for documents and for the page that says how to change things. */
export const configShape = schema.shape;

/** Throws `config_invalid` naming every variable that is wrong. Empty variables count as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConsilienceError('config_invalid', { message: `Not valid: ${faults.join('; ')}.` });
  }
  return parsed.data;
}

function text(fallback: string) {
  return z.string().trim().default(fallback);
}

function whole(fallback: number, least: number, most: number) {
  return z.coerce.number().int().min(least).max(most).default(fallback);
}

function secret() {
  return z.string().trim().min(1).optional();
}

function address(fallback: string) {
  return z.url({ protocol: /^https?$/ }).default(fallback);
}
