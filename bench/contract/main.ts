import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { openNetwork } from '../faults/network.ts';
import { makeDataDir, Product, removeDataDir } from '../faults/product.ts';

/**
 * Schemathesis against the description that a real server gives of itself: what any tool would send by it, right and
 * wrong, must never end in a server error, nor in an answer that the description does not know. Arguments are handed on.
 */
const program = env['SCHEMATHESIS'] ?? 'schemathesis';
if (spawnSync(program, ['--version']).status !== 0) {
  process.stderr.write(
    'Schemathesis is not installed. Install it with "pip install schemathesis", or set SCHEMATHESIS to where it is.\n',
  );
  process.exit(2);
}
const network = await openNetwork({ profile: 'none', tokens: 20, seed: 1 });
const dataDir = makeDataDir();
const product = await Product.start({ network, dataDir, settings: { LOG_LEVEL: 'error' } });
// Read from the folder that it runs in. A question that is too long is answered with 413, which it does not expect.
const refusals = [400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429];
writeFileSync(
  join(dataDir, 'schemathesis.toml'),
  `[checks.negative_data_rejection]\nexpected-statuses = ${JSON.stringify(refusals.map(String))}\n`,
);
const args = ['run', `${product.address}/openapi.json`, '--continue-on-failure', '--request-timeout', '20'];
// DELETE of a run stops it; it stays to be read.
const notHere = 'positive_data_acceptance,missing_required_header,ignored_auth,use_after_free';
const checks = ['--checks', 'all', '--exclude-checks', notHere];
const child = spawn(program, [...args, ...checks, ...process.argv.slice(2)], { cwd: dataDir, stdio: 'inherit' });
const [code] = (await once(child, 'exit')) as [number | null];
const errors = product.said.split('\n').filter((line) => line.includes('"level":50'));
process.stdout.write(`${errors.length} errors in the server's log, ${product.isAlive ? 'it lives' : 'IT DIED'}\n`);
await product.kill();
await network.close();
removeDataDir(dataDir);
process.exit(code === 0 && errors.length === 0 ? 0 : 1);
