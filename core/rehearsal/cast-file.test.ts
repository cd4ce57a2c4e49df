import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CastError, loadCast } from './cast-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'cast-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function line(question: string, ...models: string[]): string {
  return JSON.stringify({
    id: 'x',
    question,
    gold: '-',
    answers: models.map((model) => ({ model, text: `${model}!` })),
  });
}

describe('a cast of JSON Lines', () => {
  it('gives answer i to seat i and names the seats after the models', () => {
    const cast = loadCast(
      file('a.jsonl', `${line('Who?', 'gpt35', 'Meta Llama/3.1')}\n\n${line('What?', 'gpt35', 'b', 'b')}\n`),
    );
    expect(cast.seats.map(({ vendor, name, label }) => [vendor, name, label])).toEqual([
      ['openai', 'rehearsal-gpt35', 'gpt35 (rehearsal)'],
      ['anthropic', 'rehearsal-meta-llama-3.1', 'Meta Llama/3.1 (rehearsal)'],
      ['google', 'rehearsal-b', 'b (rehearsal)'],
    ]);
    expect(cast.byQuestion.get('what')?.answers.google?.text).toBe('b!');
    expect(cast.byQuestion.get('who')?.answers.google).toBeUndefined();
    expect(cast.suggestions).toEqual(['Who?', 'What?']);
    expect(cast.trailers).toBe(false);
  });

  it('keeps names apart that become equal', () => {
    const cast = loadCast(file('b.jsonl', line('Who?', 'A b', 'a-B', '€')));
    expect(cast.seats.map(({ name }) => name)).toEqual(['rehearsal-a-b', 'rehearsal-a-b-2', 'rehearsal-model-3']);
  });

  it.each([
    ['no JSON', `${line('a', 'm')}\n{oops`, /^Line 2 of .* is not valid JSON\.$/],
    ['no answers', `${line('a', 'm')}\n\n{"question": "b", "answers": []}`, /^Line 3 of .* answers:/],
    ['six answers', line('a', 'm', 'm', 'm', 'm', 'm', 'm'), /^Line 1 of .* answers:/],
    ['no question', '{"question": " ", "answers": [{"model": "m", "text": "t"}]}', /^Line 1 of .* question:/],
    ['nothing', '\n\n', /has no questions/],
  ])('refuses %s by the number of the line', (_name, text, message) => {
    const path = file('bad.jsonl', text);
    expect(() => loadCast(path)).toThrow(CastError);
    expect(() => loadCast(path)).toThrow(message);
  });

  it('refuses a file that is not there', () => {
    expect(() => loadCast(join(folder, 'none.jsonl'))).toThrow(/cannot be read \(ENOENT\)/);
  });

  it('loads 50,000 lines', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => line(`Question ${index}?`, 'a', 'b', 'c', 'd', 'e'));
    expect(loadCast(file('long.jsonl', lines.join('\r\n'))).byQuestion.size).toBe(50_000);
  });

  it.runIf(process.env['EVAL_DIR'] !== undefined)('loads real answers of real systems', () => {
    const cast = loadCast(join(process.env['EVAL_DIR'] ?? '', 'nq-dev.jsonl'));
    expect(cast.seats).toHaveLength(5);
    expect(cast.questions.length).toBeGreaterThan(1_000);
  });
});

describe('a cast of JSON', () => {
  it('plays the usual seats', () => {
    const text = JSON.stringify({
      questions: [{ id: 'one', kind: 'other', question: 'One?', answers: { vllm: { text: ['a', 'b'] } } }],
    });
    const cast = loadCast(file('c.json', text));
    expect(cast.byQuestion.get('one')?.answers.vllm?.text).toBe('a\nb');
    expect(cast.seats[0]?.name).toBe('rehearsal-gpt');
  });

  it('names what is wrong', () => {
    const text = '{"questions": [{"id": "one", "kind": "poem", "question": "One?", "answers": {}}]}';
    expect(() => loadCast(file('d.json', text))).toThrow(/is not valid: questions\.0\.kind/);
  });
});
