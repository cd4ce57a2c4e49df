/** Characters that a reader does not see: controls, bidirectional marks, zero-width characters, tags. Lines and tabs stay. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** More variation selectors than a character needs can carry a hidden text. */
const hiddenSelectors = /[\u{E0100}-\u{E01EF}]|(?<=[\uFE00-\uFE0F])[\uFE00-\uFE0F]/gu;
/** Words by which chat templates mark who speaks: `<|im_start|>`, `<|eot_id|>`, `[INST]`, `<<SYS>>`, `<start_of_turn>`, `</s>`. */
const templateToken =
  /<\||\|>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS)\]|<<\/?SYS>>|<(?:start|end)_of_turn>|<\/?s>/gi;

/** The text without what a reader does not see. Well-formed. */
export function withoutUnseen(text: string): string {
  return text.toWellFormed().replaceAll(unseen, '');
}

/** Untrusted text as it may enter a prompt: NFC, only visible characters, at most `charactersMax` cut between graphemes. */
export function asData(text: string, charactersMax: number): string {
  const lines = text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n');
  return cutAt(withoutUnseen(lines).replaceAll(hiddenSelectors, '').normalize('NFC'), charactersMax);
}

/** Whether the text tries to speak as something else than data: it holds a chat template's token or the nonce. */
export function isSuspicious(text: string, nonce: string): boolean {
  return text.includes(nonce) || text.search(templateToken) >= 0;
}

/**
 * A value as one line of JSON in which no chat template's token and no nonce stands verbatim: one character of each is
 * written as its escape, which a JSON reader sees through and a tokenizer does not. In a nonce it is one of the middle,
 * so that the digits of the escape cannot complete the nonce again.
 */
export function asDataLine(value: unknown, nonce: string): string {
  return JSON.stringify(value)
    .replaceAll(templateToken, (token) => escapedAt(token, 0))
    .replaceAll(nonce, () => escapedAt(nonce, nonce.length >> 1));
}

function escapedAt(text: string, index: number): string {
  const escape = `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
  return `${text.slice(0, index)}${escape}${text.slice(index + 1)}`;
}

function cutAt(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) {
    return text;
  }
  return text.slice(0, new Intl.Segmenter().segment(text).containing(charactersMax)?.index ?? charactersMax);
}
