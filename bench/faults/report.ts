import type { Finding, Scenario } from './scenario.ts';

export interface Result {
  readonly scenario: Scenario;
  readonly finding: Finding;
}

/** A table for people, ready for a document. Milliseconds. */
export function reported(results: readonly Result[]): string {
  const head = ['fault', 'what', 'expected', 'seen', 'detected', 'recovered', 'requests', 'others', 'held'];
  const rows = results
    .toSorted((one, other) => one.scenario.id.localeCompare(other.scenario.id))
    .map(({ scenario, finding }) => [
      scenario.id,
      scenario.fault,
      scenario.expected,
      finding.note === undefined ? finding.outcome : `${finding.outcome} (${finding.note})`,
      milliseconds(finding.detectMs),
      milliseconds(finding.recoverMs),
      finding.amplification === undefined || finding.amplification === null
        ? ''
        : String(Number(finding.amplification.toFixed(2))),
      milliseconds(finding.othersAddedMs, '+'),
      held(finding),
    ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

export function held({ skipped, wrong }: Finding): string {
  if (skipped !== undefined) {
    return `left out: ${skipped}`;
  }
  return wrong.length === 0 ? 'yes' : `NO: ${wrong.join('; ')}`;
}

function milliseconds(value: number | null | undefined, sign = ''): string {
  return value === undefined || value === null || Number.isNaN(value)
    ? ''
    : `${value >= 0 ? sign : ''}${Math.round(value)}`;
}
