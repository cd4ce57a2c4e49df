import type { ConsensusView, Explanation } from '#api/contract';

/** Why the scripted run has its score, in the shape of the API: a few points of its texts. */
export function explanationOf(view: ConsensusView): Explanation {
  const models = view.agreement?.models ?? [];
  const claim = (text: string, quotes: Readonly<Record<string, string>>, against = '') => ({
    text,
    stances: models.map((model) => {
      const quote = Object.entries(quotes).find(([vendor]) => model.startsWith(`${vendor}/`))?.[1] ?? '';
      const stance = quote === '' ? 'silent' : model.startsWith(against || '-') ? 'contradicts' : 'supports';
      return { model, stance, quote } as const;
    }),
  });
  return {
    summary: ['Moderate agreement.'],
    trackRecord: {
      band: 'moderate',
      records: [{ data: 'questions of fact (Natural Questions)', right: 330, panels: 420 }],
    },
    pairs: (view.agreement?.pairs ?? []).map(({ a, b, p, cosine, reason }) => ({
      a,
      b,
      p,
      cosine,
      reason,
      words: 'different numbers',
      rule: p < 0.2 ? { bound: 'atMost' as const, p: 0.2 } : null,
      factors: [
        { code: 'otherNumber' as const, effect: -1.4, words: 'they give different numbers' },
        { code: 'words' as const, effect: 0.4, words: 'they share words beyond those of the question' },
      ],
    })),
    claims: {
      models,
      claims: [
        claim(
          'Water boils at about 90 °C.',
          { openai: 'Around **90 °C**.', anthropic: 'About 90 °C (194 °F).', google: '100 °C regardless of altitude' },
          'google',
        ),
        claim('The boiling point falls by 1 °C for every 300 m.', {
          anthropic: 'falls by roughly 1 °C for every 300 m of altitude',
        }),
        claim('Food takes longer to cook.', {
          openai: 'Food therefore takes longer to cook.',
          google: 'what changes is how long food takes to cook',
        }),
      ],
    },
  };
}
