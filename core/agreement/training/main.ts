import { writeFileSync } from 'node:fs';
import { judgeByEngine } from '../evaluation/judge.ts';
import { type Judged, measureFile, type Measures } from '../evaluation/measure-file.ts';
import { readData } from '../evaluation/read-data.ts';
import { rowsOf } from '../evaluation/report.ts';
import type { PairModel } from '../pairs/estimate-pair.ts';
import { type Case, prepare } from './prepare.ts';
import { crossTrain, leaveOneOut, toJson, train } from './train.ts';

const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (paths.length === 0) {
  console.error('Usage: npm run train-agreement -- FILE.jsonl ...   (--dry prints the figures and writes nothing)');
  process.exit(2);
}
const cases = prepare(paths.map(readData));
const [crossed, apart] = [measure(crossTrain(cases)), measure(leaveOneOut(cases))];
console.log('| data | measure | cross-validated | set left out |\n| --- | --- | --: | --: |');
for (const [file, measures] of crossed) {
  const others = new Map(rowsOf(apart.get(file) ?? measures));
  for (const [name, value] of rowsOf(measures)) {
    console.log(`| ${file} | ${name} | ${value} | ${others.get(name) ?? ''} |`);
  }
}
if (!process.argv.includes('--dry')) {
  const target = new URL('../coefficients.json', import.meta.url);
  writeFileSync(target, toJson(train(cases)));
  console.log(`Wrote ${target.pathname}`);
}

/** The measures of each file; `modelOf` chooses the model that judges a case. */
function measure(modelOf: (item: Case) => PairModel): Map<string, Measures> {
  const files = Map.groupBy(cases, (item) => item.file);
  return new Map(
    [...files].map(([file, own]) => {
      const rows = Map.groupBy(own, (item) => item.row);
      const judged = [...rows].map(([row, all]): Judged => ({
        row,
        verdicts: all.map((item) => judgeByEngine(item, modelOf(item))),
      }));
      return [file, measureFile(judged)];
    }),
  );
}
