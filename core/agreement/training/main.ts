import { writeFileSync } from 'node:fs';
import { evaluate, type Measure } from './evaluate.ts';
import { prepare } from './prepare.ts';
import { readData } from './read-data.ts';
import { crossTrain, leaveOneOut, toJson, train } from './train.ts';

const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (paths.length === 0) {
  console.error('Usage: npm run train-agreement -- FILE.jsonl ...   (--dry prints the figures and writes nothing)');
  process.exit(2);
}
const cases = prepare(readData(paths));
const columns = {
  'cross-validated': evaluate(cases, crossTrain(cases)),
  'set left out': evaluate(cases, leaveOneOut(cases)),
};
console.log(table(columns));
if (!process.argv.includes('--dry')) {
  const target = new URL('../coefficients.json', import.meta.url);
  writeFileSync(target, toJson(train(cases)));
  console.log(`Wrote ${target.pathname}`);
}

function table(of: Readonly<Record<string, readonly Measure[]>>): string {
  const [first = []] = Object.values(of);
  const head = `| data | measure | over | ${Object.keys(of).join(' | ')} |`;
  const rows = first.map((measure, index) => {
    const values = Object.values(of).map((column) => (column[index]?.value ?? Number.NaN).toFixed(3));
    return `| ${measure.file} | ${measure.measure} | ${String(measure.count)} | ${values.join(' | ')} |`;
  });
  return [head, '| --- | --- | --: | --: | --: |', ...rows].join('\n');
}
