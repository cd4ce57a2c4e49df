import { hideKeys, mask } from '../../hide-keys.ts';

/** Shorter ones are no secrets, and words would be cut out of every line. */
const secretMin = 6;

const bearer = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
const inQuery = /([?&](?:key|api[_-]?key|access_token|token|sig|signature)=)[^&#"'\\\s]+/gi;
const userInfo = /(\w:\/\/)[^/@\s"'\\]{1,200}@/g;

/** A member or a pair of a list whose name says that its value is a secret, also in JSON inside a JSON string. */
const namedValue =
  /((\\{0,7}")(?:proxy-)?(?:authorization|cookie|set-cookie|x-api-key|api-?key|api_key|x-goog-api-key|password|secret|client_secret|access_token|refresh_token)\2\s*[:,]\s*\2)(?:(?!\2).)*/gi;

/** What would move a terminal's cursor or reorder a line when somebody reads the log; JSON leaves these as they are. */
const unprintable = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Takes keys out of a finished log line. `secrets` are found in any spelling that JSON or an address gives them. */
export function makeScrubber(secrets: readonly string[]): (line: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= secretMin)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .toSorted((a, b) => b.length - a.length);
  return (line) => {
    const known = spellings.reduce((text, spelling) => text.replaceAll(spelling, mask), line);
    return hideKeys(known.replaceAll(namedValue, `$1${mask}`))
      .replaceAll(bearer, `$1 ${mask}`)
      .replaceAll(inQuery, `$1${mask}`)
      .replaceAll(userInfo, `$1${mask}@`)
      .replaceAll(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  };
}
