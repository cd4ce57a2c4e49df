/** Makes text of a server fit for an error message: one line, no markup, no key, at most 200 characters. */
export type Scrub = (text: string) => string;

/** `keys` never pass, in whatever usual spelling a server echoes them; nor does anything that looks like a key. */
export function scrubber(keys: readonly string[]): Scrub {
  const spellings = keys.filter((key) => key !== '').flatMap(spellingsOf);
  return (text) => {
    const plain = oneLine(text);
    const hidden = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, '[key]'), plain);
    return hidden.replaceAll(keyLike, '[key]').slice(0, excerptMax).toWellFormed();
  };
}

const excerptMax = 200;
const keyLike = /\b(?:sk|pk|rk|pplx|gsk|xai|hf|AIza|Bearer|Basic)[-_ ]?[\w+/=.-]{12,}/g;

function spellingsOf(key: string): string[] {
  const base64 = Buffer.from(key).toString('base64');
  return [key, encodeURIComponent(key), base64, base64.replaceAll('=', '')];
}

/** Control, direction and invisible characters could forge log lines or hide text, so they become spaces. */
function oneLine(text: string): string {
  return text
    .replaceAll(/<[^<>]{0,500}>/g, ' ')
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
}
