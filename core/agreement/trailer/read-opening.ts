const keys = ['bottom_line', 'stance', 'key_facts', 'confidence'];
const fencePattern = /^`{1,8}([ \t]{0,3})([a-z]{0,11})$/i;
const objectPattern = /^\{[ \t\r\n]{0,20}(?:"([a-z_]{0,11})("?)(:?))?$/i;
const blockPattern = /^`{3,8}[ \t]{0,3}consilience(?:[\s{])$/i;
const jsonPattern = /^`{3,8}[ \t]{0,3}json[ \t\r\n]{0,20}(?=$|\{)/i;

/**
 * What a line that begins so is: the contract's own fence (`block`), JSON that begins with a key of the contract (`object`),
 * neither (`no`), or not decided yet. Called again with each further sign; never with more than about 60.
 */
export function readOpening(held: string): 'no' | 'maybe' | 'block' | 'object' {
  if (blockPattern.test(held)) {
    return 'block';
  }
  const json = held.startsWith('`') ? jsonPattern.exec(held)?.[0] : '';
  if (json !== undefined) {
    return json.length === held.length ? 'maybe' : readObject(held.slice(json.length));
  }
  const fence = fencePattern.exec(held);
  if (fence === null) {
    return 'no';
  }
  const [whole, , word = ''] = fence;
  const quotes = whole.length - whole.replaceAll('`', '').length;
  if (quotes < 3) {
    return whole.length === quotes ? 'maybe' : 'no';
  }
  const low = word.toLowerCase();
  return 'consilience'.startsWith(low) || 'json'.startsWith(low) ? 'maybe' : 'no';
}

function readObject(text: string): 'no' | 'maybe' | 'object' {
  const match = objectPattern.exec(text);
  if (match === null) {
    return 'no';
  }
  const [, key, close = ''] = match;
  if (key === undefined) {
    return 'maybe';
  }
  if (close === '') {
    return keys.some((known) => known.startsWith(key)) ? 'maybe' : 'no';
  }
  return keys.includes(key) ? 'object' : 'no';
}
