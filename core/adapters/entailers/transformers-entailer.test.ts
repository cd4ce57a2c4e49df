import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entailer } from '../../ports/entailer.ts';
import { entailerContract } from '../../testing/entailer.contract.ts';
import { hasTransformers, writeTinyModel } from '../../testing/tiny-entailment-model.ts';
import { placeModel } from './place-model.ts';
import { transformersEntailer } from './transformers-entailer.ts';

const signal = AbortSignal.timeout(50_000);
const pair = (premise: string, hypothesis: string) => ({ premise, hypothesis });
const contradicted = pair('The sky is blue', 'The sky is not blue');
let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'entailer-'));
  await writeTinyModel(join(root, 'tiny'));
});
afterAll(() => rm(root, { recursive: true }));

const place = (model: string, hub: string | null = null) => placeModel({ model, folder: join(root, 'kept'), hub });

const samples = {
  entailed: pair('The sky is blue', 'the sky is blue'),
  contradicted,
  unrelated: pair('The sky is blue', 'Zebras graze'),
};

/** The part outside the thread, which needs no model. */
function scripted(id: string, silenceMsMax = 30_000): Entailer {
  const script = new URL('fixtures/scripted-thread.ts', import.meta.url);
  return transformersEntailer({ root: '', id, dtype: 'fp32', hub: null }, { script, silenceMsMax, closeMsMax: 200 });
}

entailerContract({ name: 'a thread without a model', open: () => Promise.resolve(scripted('words')), pairs: samples });

describe('a thread', () => {
  it.each([
    ['dies', 30_000, 'out of memory'],
    ['hangs', 100, 'it does not answer'],
    ['fails', 30_000, 'as scripted'],
  ])('that %s is replaced twice, then rests, and every call fails', async (id, silenceMsMax, why) => {
    let threads = 0;
    const count = () => {
      threads += 1;
    };
    process.on('worker', count);
    await using entailer = disposable(scripted(id, silenceMsMax));
    for (let call = 0; call < 5; call += 1) {
      await expect(entailer.read([contradicted], signal)).rejects.toMatchObject({
        code: 'provider_failed',
        message: expect.stringContaining(why) as string,
      });
    }
    process.off('worker', count);
    expect(threads).toBe(3);
  });

  it('starts with the first call, and is one for all of them', async () => {
    let threads = 0;
    const count = () => {
      threads += 1;
    };
    process.on('worker', count);
    try {
      await using entailer = disposable(scripted('words'));
      expect(threads).toBe(0);
      await Promise.all([entailer.read([], signal), entailer.read([contradicted], signal), entailer.read([], signal)]);
      expect(threads).toBe(1);
    } finally {
      process.off('worker', count);
    }
  });

  it('that does not end is left behind by whoever closes it, and its calls have failed', async () => {
    const entailer = scripted('never-loads');
    const [waiting, closed] = await Promise.allSettled([entailer.read([], signal), entailer.close()]);
    expect(waiting).toMatchObject({ reason: { code: 'shutting_down' } });
    expect(closed.status).toBe('fulfilled');
  });
});

describe.skipIf(hasTransformers)('without @huggingface/transformers (left out: the tests with a real model)', () => {
  it('says how to install it', () => {
    expect(() => place(join(root, 'tiny'))).toThrow('run: npm ci --prefix core/adapters/entailers --ignore-scripts');
  });
});

describe.skipIf(!hasTransformers)('with @huggingface/transformers', () => {
  entailerContract({
    name: 'transformers.js',
    open: () => Promise.resolve(transformersEntailer(place(join(root, 'tiny')))),
    pairs: samples,
  });

  describe('the model that is named', () => {
    it.each([
      ['no folder and no name', '/nowhere/model', /"\/nowhere\/model" is no folder; name a folder with config\.json/],
      [
        'a name that was not downloaded',
        'someone/tiny',
        /"someone\/tiny" is not on this machine; set CONSILIENCE_NLI_DOWNLOAD=1/,
      ],
      ['a name that leaves the folder', '../no/such-model', /no folder/],
    ])('is refused when it is %s', (_, model, words) => {
      expect(() => place(model)).toThrow(
        expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(words) }),
      );
    });

    it('is refused without one of its files', async () => {
      for (const file of ['config.json', 'tokenizer.json', 'onnx/model.onnx']) {
        const folder = join(root, 'part');
        await writeTinyModel(folder);
        await rm(join(folder, file));
        expect(() => place(folder)).toThrow(`${folder} has no ${file}; name a folder with`);
      }
    });

    it('is refused with other labels, or a configuration that is no JSON', async () => {
      const folder = join(root, 'labels');
      await writeTinyModel(folder, { 0: 'LABEL_0', 1: 'LABEL_1' });
      expect(() => place(folder)).toThrow('names the labels LABEL_0, LABEL_1; id2label must name entailment,');
      await writeFile(join(folder, 'config.json'), 'no JSON');
      expect(() => place(folder)).toThrow('config.json is no JSON');
    });
  });

  it('reads the order of the labels from the configuration', async () => {
    const folder = join(root, 'order');
    await writeTinyModel(folder, { 0: 'ENTAILMENT', 1: 'CONTRADICTION', 2: 'NEUTRAL' });
    await using entailer = disposable(transformersEntailer(place(folder)));
    const { pairs } = await entailer.read([contradicted], signal);
    expect(pairs[0]?.entailment).toBeGreaterThan(0.9);
  });

  it('cuts both texts to what the model holds', async () => {
    await using entailer = disposable(transformersEntailer(place(join(root, 'tiny'))));
    const { pairs } = await entailer.read(
      [pair('the '.repeat(400), `not ${'the '.repeat(400)}`), pair('the '.repeat(400), `${'the '.repeat(400)} not`)],
      signal,
    );
    expect(pairs[0]?.contradiction).toBeGreaterThan(0.9);
    expect(pairs[1]?.contradiction).toBeLessThan(0.1);
  });

  it('rejects with what went wrong when the file is broken', async () => {
    const folder = join(root, 'broken');
    await writeTinyModel(folder);
    await writeFile(join(folder, 'onnx', 'model.onnx'), 'no ONNX');
    await using entailer = disposable(transformersEntailer(place(folder)));
    await expect(entailer.read([contradicted], signal)).rejects.toMatchObject({
      code: 'provider_failed',
      message: expect.stringMatching(/^The entailment model failed: .*(?:onnx|protobuf)/i),
    });
  });

  it('ends its thread when it is closed at work or while it loads, and the process goes on', async () => {
    for (const isLoaded of [true, false]) {
      const entailer = transformersEntailer(place(join(root, 'tiny')));
      await (isLoaded ? entailer.read([], signal) : null);
      const busy = Array.from({ length: 64 }, () => pair('the sky '.repeat(25), 'the sky is not blue'));
      const [left] = await Promise.allSettled([entailer.read(busy, signal), entailer.close()]);
      expect(left).toMatchObject({ reason: { code: 'shutting_down' } });
      await expect(entailer.read([], signal)).rejects.toMatchObject({ code: 'shutting_down' });
    }
  });

  it('keeps no process alive and writes nothing', async () => {
    const code = [
      `import { placeModel } from ${JSON.stringify(new URL('place-model.ts', import.meta.url).href)};`,
      `import { transformersEntailer } from ${JSON.stringify(new URL('transformers-entailer.ts', import.meta.url).href)};`,
      `const place = placeModel({ model: ${JSON.stringify(join(root, 'tiny'))}, folder: '', hub: null });`,
      `const { pairs } = await transformersEntailer(place).read([${JSON.stringify(contradicted)}], new AbortController().signal);`,
      `console.log(pairs.length);`,
    ].join('\n');
    const ran = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
      timeout: 40_000,
    });
    expect(ran).toEqual({ stdout: '1\n', stderr: '' });
  });

  it('downloads a model when that is allowed, or what is missing of it, then needs no network', async () => {
    const hub = await openHub(join(root, 'tiny'));
    const first = await readFrom(hub.address);
    expect(hub.paths).toContain('/someone/small/resolve/main/onnx/model_quantized.onnx');
    await rm(join(root, 'kept', 'someone', 'small', 'tokenizer.json'));
    expect(await readFrom(hub.address)).toEqual(first);
    await hub.close();
    const second = await readFrom(null);
    expect(second).toEqual(first);
    expect(first.model).toMatch(/^someone\/small@/);
  });
});

async function readFrom(hub: string | null) {
  await using entailer = disposable(transformersEntailer(place('someone/small', hub)));
  return await entailer.read([contradicted], signal);
}

function disposable(entailer: Entailer): Entailer & AsyncDisposable {
  return { ...entailer, [Symbol.asyncDispose]: () => entailer.close() };
}

/** Serves a folder by the hub's addresses; the one ONNX file under every name. */
async function openHub(folder: string) {
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://hub').pathname;
    paths.push(path);
    const name = path.split('/resolve/main/')[1] ?? '';
    readFile(join(folder, name.startsWith('onnx/') ? 'onnx/model.onnx' : name)).then(
      (content) => response.writeHead(200, { 'content-length': content.length }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await promisify(server.close.bind(server))();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, paths, close };
}
