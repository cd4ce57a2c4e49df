/** The five seats of the upstream, and where each vendor's SDK finds its own. */
export const upstream = process.env['UPSTREAM'] ?? '';
export const key = 'rehearsal';

export const baseUrls = {
  openai: `${upstream}/openai/v1`,
  anthropic: `${upstream}/anthropic`,
  google: `${upstream}/google`,
  perplexity: `${upstream}/perplexity`,
  vllm: `${upstream}/vllm/v1`,
} as const;

export const seats = {
  openai: 'rehearsal-gpt',
  anthropic: 'rehearsal-claude',
  google: 'rehearsal-gemini',
  perplexity: 'rehearsal-sonar',
  vllm: 'rehearsal-llama',
} as const;

/** Who writes the synthesis. */
export const synthesizer = 'openai';

export const maxOutputTokens = 2_048;
