import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { buildNetwork, saveNetwork } from '../../src/networks/network';
import { attributionMethods } from '../../src/attribution/methods';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { writeImage } from '@ddr-lab/images/io';
import { type CommandEnd, ddrInProcess } from '../bin/in-process';

const root = path.join(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-attribute-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In this process. */
const ddr = (...words: string[]): Promise<CommandEnd> => ddrInProcess(words, folder);

/** As it is called from a terminal. */
function program(...words: string[]): CommandEnd {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'bin/ddr.js'), ...words], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status: status ?? -1, out: stdout, err: stderr };
}

describe('ddr attribute', () => {
  it('lam writes a map and prints its numbers; bad input is told in words', async () => {
    await writeImage(drawScene({ seed: 3, height: 16, width: 12 }), path.join(folder, 'lr.png'));
    const weights = path.join(root, 'tests/fixtures/attribution/srresnet.pth');
    const of = (at: string, run: typeof ddr | typeof program = ddr) =>
      run(
        'attribute',
        'lam',
        '--weights',
        weights,
        '--at',
        at,
        '--window',
        '8',
        '--steps',
        '20',
        '--rule',
        'trapezoid',
        'lr.png',
        'out.npz',
      );
    const good = await of('20,30', program);
    expect(good.err).toBe('');
    const printed = JSON.parse(good.out) as Record<string, number>;
    expect(Object.keys(printed)).toEqual(['di', 'gini', 'objective', 'residual']);
    expect(printed.di).toBeCloseTo((1 - printed.gini) * 100, 9);
    const { map, attribution } = await readNpz(path.join(folder, 'out.npz'));
    expect(map.shape).toEqual([16, 12]);
    expect(attribution.shape).toEqual([16, 12, 3]);
    expect(Math.max(...(map.data as Float32Array))).toBe(1);
    // X is the column: an output of 64 x 48 has a column 39 at most for a window of 8.
    const beyond = await of('40,0');
    expect(beyond.status).toBe(2);
    expect(beyond.err).toMatch(
      /does not lie in the output of 64 x 48: its corner is at most at column 39, row 55/,
    );
    expect((await of('here')).status).toBe(2);
  });

  it('takes every method of the list, with its settings as flags', async () => {
    await writeImage(drawScene({ seed: 3, height: 16, width: 16 }), path.join(folder, 'square.png'));
    const weights = path.join(root, 'tests/fixtures/attribution/srresnet.pth');
    for (const words of [
      ['attribute', '--help'],
      ['help', 'attribute'],
    ]) {
      const help = (await ddr(...words)).out;
      for (const name of ['faig', ...attributionMethods.map((method) => method.name)])
        expect(help).toContain(`  ${name} `);
    }
    const of = (method: string, ...words: string[]) =>
      ddr('attribute', method, '--weights', weights, '--at', '16,16', ...words, 'square.png', 'square.npz');
    const occluded = await of('occlusion', '--size', '8', '--stride', '8', '--target', 'intensity');
    expect(occluded.err).toBe('');
    expect(JSON.parse(occluded.out)).toMatchObject({ objective: expect.any(Number) as number });
    // Four squares of one fall each.
    const { attribution } = await readNpz(path.join(folder, 'square.npz'));
    expect(new Set(attribution.data as Float32Array).size).toBe(4);
    // GradCAM promises no completeness.
    expect((await of('grad-cam', '--layer', 'RB1')).out).toMatch(/"residual":null\}/);
    const wrong = await of('occlusion', '--fill', 'green');
    expect([wrong.status, wrong.err]).toEqual([
      2,
      expect.stringMatching(/--fill is one of black, mean, not green/),
    ]);
    expect((await of('occlusion', '--size', 'big')).status).toBe(2);
    // What a method says of a setting is said of the flag.
    expect((await of('occlusion', '--size', '0')).err).toBe(
      'ddr: --size is a whole number of pixels, not 0.\n',
    );
    expect((await of('occlusion', '--stride', '9')).err).toMatch(
      /srresnet.pth, square.png: A stride of 9 leaves/,
    );
  });
});

describe('ddr attribute faig', () => {
  it('scores the kernels of a pair of networks, which need not enlarge, and refuses what is no pair', async () => {
    for (const seed of [3, 4]) {
      const network = await buildNetwork({ kind: 'srresnet', channels: 16, blocks: 1, scale: 1, seed });
      await saveNetwork(path.join(folder, `${seed}.safetensors`), network);
      network.model.dispose();
    }
    mkdirSync(path.join(folder, 'hr'), { recursive: true });
    await writeImage(drawScene({ seed: 5, height: 21, width: 18 }), path.join(folder, 'hr/a.png'));
    const faig = (baseline: string, target: string, out = 'faig.npz') =>
      ddr(
        ...[
          'attribute',
          'faig',
          '--baseline',
          baseline,
          '--target',
          target,
          '--images',
          'hr',
          '--steps',
          '2',
        ],
        ...['--degradation', 'blur2', '--against', 'noise25.5', out],
      );
    const good = await faig('3.safetensors', '4.safetensors');
    expect(good.err).toBe('');
    const { kernels, top } = JSON.parse(good.out) as { kernels: number; top: { layer: string }[] };
    const arrays = await readNpz(path.join(folder, 'faig.npz'));
    // Kernels as out x in: 3 to 16, three times 16 to 16, 16 to 3.
    expect(arrays['Conv1.conv'].shape).toEqual([16, 3]);
    expect(arrays['Output.conv'].shape).toEqual([3, 16]);
    const sizes = Object.values(arrays).map(({ shape }) => shape[0] * shape[1]);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(kernels);
    expect(top).toHaveLength(10);
    const same = await faig('3.safetensors', '3.safetensors');
    expect([same.status, same.err]).toEqual([
      2,
      expect.stringMatching(/3.safetensors: Their kernels are the same/),
    ]);
    const other = await faig('3.safetensors', path.join(root, 'tests/fixtures/attribution/srresnet.pth'));
    expect([other.status, other.err]).toEqual([
      2,
      expect.stringMatching(/3.safetensors, .*srresnet.pth: .*two kinds or sizes/),
    ]);
    const graph = path.join(root, 'tests/fixtures/import/onnx/norm.onnx');
    const forward = await faig(graph, graph);
    expect([forward.status, forward.err]).toEqual([
      2,
      expect.stringMatching(/norm.onnx: FAIG needs gradients/),
    ]);
  });
});
