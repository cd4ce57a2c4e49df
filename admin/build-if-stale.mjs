// Builds the page when admin/dist is missing or older than its sources; otherwise silent and fast.
// oxlint-disable no-restricted-imports -- this runs in Node, before the page exists
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(import.meta.dirname, 'dist');
const sources = ['admin', 'api/contract', 'core/consensus/view', 'core/markdown'];
const files = ['package-lock.json'];
const notShown = /\.test\.tsx?$|\/testing\//;

const wanted = hashOfSources();
if (stampOfDist() !== wanted) {
  await build();
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const path of [...files, ...sources.flatMap(filesUnder)]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('dist') && !entry.name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(path) : notShown.test(path) ? [] : [path];
    });
}

function stampOfDist() {
  const stamp = join(dist, '.stamp');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
}

/** Builds beside and swaps, so that a server or another build never meets half a page. */
async function build() {
  const vite = await import('vite').catch(() => null);
  if (vite === null) {
    process.stderr.write(
      'The page is not built and Vite is not installed. Run "npm ci" with development dependencies.\n',
    );
    process.exit(1);
  }
  const startedAt = performance.now();
  const fresh = `${dist}.${process.pid}`;
  const old = `${fresh}.old`;
  await vite.build({
    configFile: join(import.meta.dirname, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh },
  });
  writeFileSync(join(fresh, '.stamp'), wanted);
  if (existsSync(dist)) {
    renameSync(dist, old);
  }
  renameSync(fresh, dist);
  rmSync(old, { recursive: true, force: true });
  process.stdout.write(`Built the page in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}
