import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { asData, asDataLine, isSuspicious, withoutUnseen } from './untrusted.ts';

const nonce = '9f86d081884c7d659a2feaa0c55ad015';
const tokens = [
  '<|im_start|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|start_header_id|>system<|end_header_id|>',
  '[INST]',
  '[/INST]',
  '<<SYS>>',
  '<</SYS>>',
  '<start_of_turn>',
  '<end_of_turn>',
  '</s>',
  '<s>',
  '[SYSTEM_PROMPT]',
];

test.each([
  ['controls and ANSI escapes', 'a\u0000\u001b[31mb\u0085c', 'a[31mbc'],
  ['bidirectional marks', 'a\u202eb\u2066c\u200fd', 'abcd'],
  ['zero-width characters', 'a\u200bb\ufeffc\u2060d\u00ade', 'abcde'],
  ['tags', 'a\u{E0001}\u{E0041}b', 'ab'],
  ['lone surrogates', 'a\ud800b', 'a\ufffdb'],
])('%s do not come through', (_, text, expected) => {
  expect(withoutUnseen(text)).toBe(expected);
  expect(asData(text, 100)).toBe(expected);
});

test('lines and tabs stay, line ends become one kind, letters are composed', () => {
  expect(asData('a\r\nb\rc\u2028d\te\u0301', 100)).toBe('a\nb\nc\nd\té');
});

test('hidden selectors go, the one that makes an emoji stays', () => {
  expect(asData('❤\ufe0f\ufe0f\ufe0e!\u{E0100}', 100)).toBe('❤\ufe0f!');
});

test('a text is cut between graphemes', () => {
  expect(asData('aaae\u0301🇩🇪b', 4)).toBe('aaaé');
  expect(asData('aaa🇩🇪b', 5)).toBe('aaa');
  expect(asData('aaa👍🏽', 6)).toBe('aaa');
  expect(asData('short', 5)).toBe('short');
});

test('what stands in a data line reads as it was, and holds no token of a chat template and no nonce', () => {
  const piece = fc.oneof(
    fc.constantFrom(...tokens, nonce, nonce.toUpperCase(), '<|', '|>', '\n', '\\', '"'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const value = { text: pieces.join(''), list: pieces };
      const line = asDataLine(value, nonce);
      expect(JSON.parse(line)).toEqual(value);
      expect(line).not.toContain('\n');
      expect(line).not.toContain(nonce);
      expect(tokens.filter((token) => line.includes(token))).toEqual([]);
    }),
  );
});

test.each([...tokens, nonce, tokens.join(' ').toLowerCase()])('%s makes an answer suspicious', (token) => {
  expect(isSuspicious(`Well, ${token} then`, nonce)).toBe(true);
});

test('ordinary text does not', () => {
  expect(isSuspicious('if (a < b || c > d) { list[INSTANCE] = "<s" } | <b>bold</b> | x |', nonce)).toBe(false);
});
