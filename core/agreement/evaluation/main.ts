import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { readConfig } from '../../config.ts';
import { ConsilienceError } from '../../errors.ts';
import { makeEmbedder, makeEntailment } from '../../wiring/index.ts';
import { evaluateFile } from './evaluate-file.ts';
import { DataError, readData } from './read-data.ts';
import { describeFile, type FileReport } from './report.ts';

interface Options {
  readonly open?: true;
  readonly json?: true;
  readonly nli?: true;
  readonly embedder?: string;
}

const openPanels = fileURLToPath(new URL('../claims/open-panels.jsonl', import.meta.url));

process.exitCode = await main(process.argv);

async function main(argv: readonly string[]): Promise<number> {
  const command = usage();
  try {
    command.parse([...argv]);
    const options = command.opts<Options>();
    const paths = [...command.args, ...(options.open === true ? [openPanels] : [])];
    if (paths.length === 0) {
      throw new DataError('Name a file to evaluate, or use --open; --help says more');
    }
    await evaluate(paths, options);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : 2;
    }
    if (error instanceof DataError || error instanceof ConsilienceError) {
      console.error(error.message);
      return 2;
    }
    throw error;
  }
}

function usage(): Command {
  return new Command('npm run eval --')
    .description('Measures the agreement engine, and two baselines, on files of judged or labelled answers.')
    .argument(
      '[file.jsonl...]',
      'JSON lines: panels, right and wrong statements, labelled pairs, premise and hypothesis, long answers with labelled claims',
    )
    .option('--open', 'the labelled long answers that come with the product')
    .option('--json', 'print one JSON object and nothing else')
    .option(
      '--nli',
      'with the entailment model of CONSILIENCE_NLI_MODEL, which reads the pairs of which code alone is unsure',
    )
    .option(
      '--embedder <id>',
      'what the cosine comes from: lexical, or vendor/model',
      process.env['CONSILIENCE_EMBEDDER'],
    )
    .addHelpText(
      'after',
      `
p comes from the committed coefficients. On the files they were trained on these are no figures for unseen data:
npm run train-agreement -- --dry <file.jsonl...> prints those, cross-validated and with each set left out.
docs/agreement.md says what each measure means.`,
    )
    .exitOverride();
}

/** A line that cannot be read is named and left out; a file that cannot be used at all ends the command. */
async function evaluate(paths: readonly string[], options: Options): Promise<void> {
  const config = readConfig({ ...process.env, CONSILIENCE_EMBEDDER: options.embedder ?? 'lexical' });
  const embedder = makeEmbedder(config);
  const entailment = options.nli === true ? makeEntailment(config) : null;
  const reports: FileReport[] = [];
  for (const path of paths) {
    const file = readData(path);
    for (const line of file.skipped) {
      console.error(`${path}, ${line}; left out`);
    }
    const report = await evaluateFile(file, {
      embedder,
      entailment,
      now: () => performance.now(),
      onProgress: drawBar(path),
    });
    reports.push(report);
    if (options.json !== true) {
      console.log(`${describeFile(report)}\n`);
    }
  }
  await entailment?.entailer.close();
  if (options.json === true) {
    console.log(JSON.stringify({ files: reports }, null, 2));
  }
}

/** A bar on a terminal; nothing in a pipe. */
function drawBar(path: string): (done: number, total: number) => void {
  if (!process.stderr.isTTY) {
    return () => undefined;
  }
  const width = 30;
  let drawn = -1;
  return (done, total) => {
    const filled = Math.floor((width * done) / total);
    if (filled !== drawn) {
      drawn = filled;
      const bar = `${'#'.repeat(filled)}${'.'.repeat(width - filled)}`;
      process.stderr.write(done === total ? '\r\u001B[K' : `\r${bar} ${String(done)} of ${String(total)} ${path}`);
    }
  };
}
