// Loaded before any main.ts, in the syntax of any Node: an older one says what to do instead of failing on types.
import { existsSync } from 'node:fs';
import module from 'node:module';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Consilience needs Node 24, this is ${process.version}. On Linux "npm ci" brings it along; elsewhere install it from nodejs.org, then use the npm scripts.\n`,
  );
  process.exit(1);
}
// Types are stripped and code is compiled once, not at every start; in a folder of our own, because other users can write to /tmp.
module.enableCompileCache(new URL('./node_modules/.cache/compile', import.meta.url).pathname);
if (existsSync('.env')) {
  process.loadEnvFile('.env');
}
