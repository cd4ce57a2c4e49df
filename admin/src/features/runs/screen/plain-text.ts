import type { ConsensusView } from '#api/contract';
import { words } from '../../../ui/words.ts';
import { headlineOf } from './headline.ts';
import type { Cast } from './names.ts';

/** What Copy puts on the clipboard: question, verdict, synthesis with its supporters, dissent. Markdown. */
export function plainText(view: ConsensusView, cast: Cast): string {
  const headline = headlineOf(view);
  const verdict = [
    headline.score === null ? headline.text : `${headline.text}: ${headline.score} of 100`,
    headline.share,
    view.rehearsal ? 'rehearsal' : null,
  ].filter((part) => part !== null);
  const synthesis = (view.synthesis?.segments ?? [])
    .map((segment) => withSupport(segment.text.trim(), segment.models.map(cast.short)))
    .join(' ');
  const dissent = (view.agreement?.disagreements ?? []).map(
    (one) =>
      `- ${one.point}: ${one.sides
        .map((side) => `${side.position} (${side.models.map(cast.short).join(', ')}): ${side.summary}`)
        .join('; ')}`,
  );
  return [
    `# ${view.question}`,
    verdict.join(' · '),
    synthesis,
    dissent.length > 0 ? `${words.report.title}:\n${dissent.join('\n')}` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function withSupport(text: string, names: readonly string[]): string {
  return names.length === 0 ? text : `${text} [${names.join(', ')}]`;
}
