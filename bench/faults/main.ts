import { Command } from 'commander';
import { groups } from './groups.ts';
import { held, reported, type Result } from './report.ts';
import { find, Stage } from './scenario.ts';

interface Flags {
  readonly quick?: true;
  readonly json?: true;
  readonly only?: string;
}

const flags = new Command('faults')
  .description(
    'Tries every fault of docs/reliability.md against the real process, and prints what was expected and seen.',
  )
  .option('--quick', 'leave out what takes long')
  .option('--only <text>', 'only faults whose id or description has this text')
  .option('--json', 'print JSON')
  .parse()
  .opts<Flags>();

const results: Result[] = [];
for (const group of groups) {
  const scenarios = group.scenarios.filter(
    ({ id, fault, slow }) =>
      !(flags.quick === true && slow === true) && (flags.only === undefined || `${id} ${fault}`.includes(flags.only)),
  );
  if (scenarios.length === 0) {
    continue;
  }
  const stage = await Stage.open(group);
  try {
    for (const scenario of scenarios) {
      const finding = await find(scenario, stage);
      results.push({ scenario, finding });
      process.stderr.write(`${scenario.id} ${scenario.fault}: ${finding.outcome}: ${held(finding)}\n`);
    }
  } finally {
    await stage.close();
  }
}
process.stdout.write(`${flags.json === true ? JSON.stringify(results) : reported(results)}\n`);
process.exit(results.every(({ finding }) => finding.wrong.length === 0) ? 0 : 1);
