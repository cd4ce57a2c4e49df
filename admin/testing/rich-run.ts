import type { ConsensusEvent } from '#api/contract';
import { fullRun } from './script.ts';
import type { ScriptOptions } from './script.ts';

/** Answers with all that Markdown can hold: formulas, code, wide tables, scripts from right to left and without spaces. */
const texts: Readonly<Record<string, string>> = {
  'openai/gpt-5.5': String.raw`## In short

The Gaussian integral is $\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}$, and so

$$
\Gamma\!\left(\tfrac12\right) = \sqrt{\pi} \approx 1.772
$$

- [x] it costs $5 to $10 to print a proof
- [ ] ~~no~~ **yes**

> A quote with \(a^2 + b^2 = c^2\) in it.`,
  'anthropic/claude-opus-4-8':
    '```typescript\n// Newton’s method\nexport function squareRoot(value: number, steps = 20): number {\n  let guess = value / 2;\n  for (let step = 0; step < steps; step += 1) {\n    guess = (guess + value / guess) / 2; // a comment that is long enough to scroll\n  }\n  return guess;\n}\n```\n\nSee [the table](https://www.example.org/boiling) and [elsewhere](https://elsewhere.example/x?q=1) [1].',
  'google/gemini-3-pro':
    '| Method | Steps | Error | Stable | Cost per step | Remarks |\n| --- | ---: | :---: | --- | --- | --- |\n| Newton | 5 | $10^{-12}$ | yes | one division | needs a good start |\n| Bisection | 40 | $10^{-12}$ | always | one comparison | slow and sure |',
  'vllm/llama-3.3-70b':
    'مرحبا بالعالم. يغلي الماء عند **90 درجة** على ارتفاع 3,000 متر.\n\n- أولاً: الضغط\n- ثانياً: `boil()`\n\nשלום עולם, המים רותחים ב־90 °C.',
  'perplexity/sonar-deep-research':
    '**注意（重要）**水は3,000 mでは約90 °Cで沸騰します。これは**「気圧」**が低いためです [1][2]。\n\n1. 气压降低。\n2. 沸点下降。',
};

export function richRun(options: ScriptOptions): readonly ConsensusEvent[] {
  const events = fullRun(options);
  const first = new Set<string>();
  return events.map((event) => {
    if (event.type !== 'answer-delta' || event.phase !== 'writing') {
      return event;
    }
    const text = first.has(event.model) ? '' : (texts[event.model] ?? event.text);
    first.add(event.model);
    return { ...event, text };
  });
}
