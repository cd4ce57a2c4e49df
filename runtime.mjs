// Loaded before any main.ts, in the syntax of any Node: an older one says what to do instead of failing on types.
import { existsSync } from 'node:fs';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Consilience needs Node 24, this is ${process.version}. On Linux "npm ci" brings it along; elsewhere install it from nodejs.org, then use the npm scripts.\n`,
  );
  process.exit(1);
}
if (existsSync('.env')) {
  process.loadEnvFile('.env');
}
