import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { attributionMethods } from '../../src/attribution/methods';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { writeImage } from '@ddr-lab/images/io';

const root = path.join(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-attribute-'));
afterAll(() => rmSync(folder, { recursive: true }));

function ddr(...words: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'bin/ddr.js'), ...words], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, out: stdout, err: stderr };
}

describe('ddr attribute', () => {
  it('lam writes a map and prints its numbers; bad input is told in words', async () => {
    await writeImage(drawScene({ seed: 3, height: 16, width: 12 }), path.join(folder, 'lr.png'));
    const weights = path.join(root, 'tests/fixtures/attribution/srresnet.pth');
    const of = (at: string) =>
      ddr(
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
    const good = of('20,30');
    expect(good.err).toBe('');
    const printed = JSON.parse(good.out) as Record<string, number>;
    expect(Object.keys(printed)).toEqual(['di', 'gini', 'objective', 'residual']);
    expect(printed.di).toBeCloseTo((1 - printed.gini) * 100, 9);
    const { map, attribution } = await readNpz(path.join(folder, 'out.npz'));
    expect(map.shape).toEqual([16, 12]);
    expect(attribution.shape).toEqual([16, 12, 3]);
    expect(Math.max(...(map.data as Float32Array))).toBe(1);
    // X is the column: an output of 64 x 48 has a column 39 at most for a window of 8.
    const beyond = of('40,0');
    expect(beyond.status).toBe(2);
    expect(beyond.err).toMatch(
      /does not lie in the output of 64 x 48: its corner is at most at column 39, row 55/,
    );
    expect(of('here').status).toBe(2);
  });

  it('takes every method of the list, with its settings as flags', async () => {
    await writeImage(drawScene({ seed: 3, height: 16, width: 16 }), path.join(folder, 'square.png'));
    const weights = path.join(root, 'tests/fixtures/attribution/srresnet.pth');
    const help = ddr('attribute', '--help').out;
    for (const { name } of attributionMethods) expect(help).toContain(`  ${name} `);
    const of = (method: string, ...words: string[]) =>
      ddr('attribute', method, '--weights', weights, '--at', '16,16', ...words, 'square.png', 'square.npz');
    const occluded = of('occlusion', '--size', '8', '--stride', '8', '--target', 'intensity');
    expect(occluded.err).toBe('');
    expect(JSON.parse(occluded.out)).toMatchObject({ objective: expect.any(Number) as number });
    // Four squares of one fall each.
    const { attribution } = await readNpz(path.join(folder, 'square.npz'));
    expect(new Set(attribution.data as Float32Array).size).toBe(4);
    // GradCAM promises no completeness.
    expect(of('grad-cam', '--layer', 'RB1').out).toMatch(/"residual":null\}/);
    const wrong = of('occlusion', '--fill', 'green');
    expect([wrong.status, wrong.err]).toEqual([
      2,
      expect.stringMatching(/--fill is one of black, mean, not green/),
    ]);
    expect(of('occlusion', '--size', 'big').status).toBe(2);
  });
});
