import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConsilienceError } from '../errors.ts';
import { cleanQuestion, cleanTitle, titleOf } from './clean-text.ts';

describe('a question', () => {
  test.each([
    ['  spaces around  ', 'spaces around'],
    ['two\r\nlines\rand\u2028three', 'two\nlines\nand\nthree'],
    ['tab\tstays', 'tab\tstays'],
    ['n\u0000ul\u0007 and \u001b[31mcolour', 'nul and [31mcolour'],
    ['e\u0301', '\u00e9'],
    ['\ufeffbom', 'bom'],
    ['ze\u200bro\u2060 wi\u00addth', 'zero width'],
    ['\u202egnirts\u202c \u2066x\u2069', 'gnirts x'],
    ['tag\u{e0041}\u{e0042}s', 'tags'],
    ['hidden\u{e0101}\u{e0165} bytes', 'hidden bytes'],
    ['\u845b\u{e0100}\u57ce', '\u845b\u{e0100}\u57ce'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['a\u200db', 'ab'],
    ['\u{1f469}\u200d\u{1f4bb} works', '\u{1f469}\u200d\u{1f4bb} works'],
    ['\u{1f3f3}\ufe0f\u200d\u{1f308}', '\u{1f3f3}\ufe0f\u200d\u{1f308}'],
    ['\u0915\u094d\u200d\u0937', '\u0915\u094d\u200d\u0937'],
    ['\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    [`Z${'\u0336'.repeat(50)}algo`, `Z${'\u0336'.repeat(8)}algo`],
  ])('%j is kept as %j', (typed, kept) => {
    expect(cleanQuestion(typed)).toBe(kept);
  });

  test.each([
    '',
    ' ',
    '\u00a0\u3000',
    '\u200b\u200c\u200d',
    '\u202e',
    '\u{e0041}',
    '\u3164\u115f\uffa0',
    '\u2800',
    '\u0000',
    '\ufe0f',
  ])('%j has no text', (typed) => {
    expect(() => cleanQuestion(typed)).toThrowError(expect.objectContaining({ code: 'question_empty' }));
  });

  test('any text is cleaned once and for all, or refused by its code', () => {
    const nasty = fc.constantFrom(
      ...'a|e|1| |\n|\u200b|\u200c|\u200d|\u0301|\u0315|\u0323|\u202e|\u00ad|\ufe0f'.split('|'),
      ...'\u1100|\u1161|\u0915|\ud83d|\udc69|\u0000|\u{1f469}'.split('|'),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: nasty, maxLength: 60 })), (typed) => {
        const kept = outcomeOf(typed);
        expect(kept.isWellFormed()).toBe(true);
        expect(kept === 'question_empty' ? kept : cleanQuestion(kept)).toBe(kept);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a long hostile text is cleaned in bounded time', () => {
    for (const piece of ['\u0301', '\u200d', 'a\u200d', '\u{e0100}', '\u{1f469}\u200d', ' \n', '\u2800', 'e\u0301']) {
      const typed = piece.repeat(Math.floor(190_000 / piece.length));
      const before = performance.now();
      expect(outcomeOf(typed)).toMatch(/^question_(empty|too_long)$/);
      expect(performance.now() - before).toBeLessThan(500);
    }
  });
});

/** The clean question, or the code of its refusal. */
function outcomeOf(typed: string): string {
  try {
    return cleanQuestion(typed);
  } catch (error) {
    return error instanceof ConsilienceError ? error.code : String(error);
  }
}

describe('a title', () => {
  test('is one line of 1 to 200 characters', () => {
    expect(cleanTitle('  my\n\n title\u0000 ')).toBe('my title');
    expect(cleanTitle('\u{1f34e}'.repeat(200))).toHaveLength(400);
    for (const wrong of ['', ' \u200b\n', 'x'.repeat(201), 'x'.repeat(300_000)]) {
      expect(() => cleanTitle(wrong)).toThrowError(expect.objectContaining({ code: 'session_invalid' }));
    }
  });

  test('is made of a question by cutting between words', () => {
    expect(titleOf('Short?')).toBe('Short?');
    expect(titleOf('two\nlines   here')).toBe('two lines here');
    expect(titleOf('x'.repeat(80))).toBe('x'.repeat(80));
    expect(titleOf('x'.repeat(81))).toBe(`${'x'.repeat(79)}\u2026`);
    expect(titleOf(`${'word '.repeat(15)}antidisestablishment`)).toBe(`${'word '.repeat(15).trim()}\u2026`);
    expect(titleOf('\u4e16'.repeat(100))).toBe(`${'\u4e16'.repeat(79)}\u2026`);
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}';
    expect(titleOf(family.repeat(100))).toBe(`${family.repeat(79)}\u2026`);
  });
});
