import { openScenes } from '@ddr-lab/images/sets/scenes';
import { resize } from '@ddr-lab/images/resize';
import { degrade } from '../../../src/degradations/presets';
import { lowResolved } from '../../../src/degradations/low-resolution-model';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { RestorationRow } from '../../../src/analysis/restored-versions';
import { buildNetwork } from '../../../src/networks/network';
import {
  alignmentRow,
  checkUnpaired,
  domainVersion,
  type AlignmentRow,
} from '../../../src/studies/unpaired-super-resolution';

describe('a domain as a version of images', () => {
  it('draws for each image what its own seed says', async () => {
    const hr = await openScenes({ count: 1, height: 64, width: 64 }).read(0);
    const fixed = domainVersion('T', { blur: 2.4, noise: 8 });
    expect(await fixed.make(hr, { scale: 4, seed: 5 })).toEqual(
      lowResolved(hr, { blur: 2.4, noise: 8 }, { scale: 4, seed: 5 }),
    );
    const varied = domainVersion('T2', { blur: [1.2, 3.6], noise: 0 });
    const [a, again, b] = await Promise.all([5, 5, 6].map((seed) => varied.make(hr, { scale: 4, seed })));
    expect(again).toEqual(a);
    expect(b).not.toEqual(a);
  });
});

describe('alignment of two domains', () => {
  it('is near where they are one, far where they are not, and content says whose patch is whose', async () => {
    const scenes = openScenes({ count: 20, height: 64, width: 64 });
    const hr = await Promise.all(Array.from({ length: 20 }, (_, i) => scenes.read(i)));
    const source = hr.map((image) => resize(image, { scale: 1 / 4, levels: 255 }));
    const target = await Promise.all(source.map((image, i) => degrade(image, 'noise20', { seed: i })));
    const network = await buildNetwork({
      kind: 'srresnet',
      channels: 8,
      blocks: 2,
      scale: 4,
      outerGain: 0.5,
    });
    const before = tf.memory().numTensors;
    const apart = await alignmentRow('n', network, 'RB2', { source, target });
    const same = await alignmentRow('n', network, 'RB2', { source, target: source });
    expect(tf.memory().numTensors).toBe(before);
    expect(apart.chi).toBeGreaterThan(1);
    expect(apart.accuracy).toBeGreaterThan(0.8);
    expect(same.chi).toBeLessThan(1e-6);
    expect(same.content).toBe(1);
    expect(apart.content).toBeGreaterThan(0.5);
    network.model.dispose();
  });
});

describe('claims of C4', () => {
  const versions = { clean: 'clean', target: 'T', varied: 'T2' };
  const names = {
    clean: 'c',
    dsgan: 'd',
    fca: 'f',
    dasr: 'w',
    flat: 'w-flat',
    mssr: 'm',
    mssrOf: ['m1', 'm2'] as [string, string],
    pdm: 'p',
    usrDa: 'u',
    versions,
  };
  const gained: Readonly<Record<string, readonly [number, number, number]>> = {
    c: [0, 0, 0],
    d: [-1, 1, 0.5],
    f: [-1, 1, 0.5],
    w: [-1, 1.1, 0.5],
    'w-flat': [-1, 1, 0.5],
    m: [-1, 1, 0.5],
    m1: [-1, 0.9, 0.5],
    m2: [-1, 0.8, 0.5],
    p: [-1, 1, 0.8],
    u: [-0.2, 0.4, 0],
  };
  const aligned: AlignmentRow = { network: 'u', layer: 'Encoder', chi: 0.5, accuracy: 0.55, content: 0.9 };
  const unaligned: AlignmentRow = { ...aligned, chi: 10, accuracy: 0.95 };

  function verdicts(changes: Partial<typeof gained> = {}, own: Partial<AlignmentRow> = {}): string[] {
    const rows: RestorationRow[] = Object.entries({ ...gained, ...changes }).flatMap(([network, gains]) =>
      Object.values(versions).map((version, v) => ({
        network,
        version,
        psnr: Array.from({ length: 6 }, (_, i) => 20 + i + gains![v]),
      })),
    );
    return checkUnpaired({ rows, aligned: { ...aligned, ...own }, unaligned }, names).map(
      ({ verdict }) => verdict,
    );
  }

  it('hold where every system gains on the target, and clean images pay', () => {
    expect(verdicts()).toEqual(new Array(8).fill('holds'));
  });

  it('count systems on the target and on clean images', () => {
    const none = [0, 0, 0] as const;
    expect(verdicts({ d: none })[0]).toBe('holds');
    const two = verdicts({ f: none, m: none });
    expect([two[0], two[7]]).toEqual(['holds weakly', 'holds weakly']);
    const three = verdicts({ f: none, m: none, p: none });
    expect([three[0], three[7]]).toEqual(['does not hold', 'does not hold']);
  });

  it('compare one with another', () => {
    expect(verdicts({ w: [-1, 0.95, 0.5] }).slice(1, 3)).toEqual(['holds weakly', 'does not hold']);
    expect(verdicts({ w: [-1, 0.8, 0.5] })[1]).toBe('does not hold');
    expect(verdicts({ 'w-flat': [-1, 1.08, 0.5] })[2]).toBe('holds weakly');
    expect(verdicts({ m1: [-1, 1.2, 0.5] })[3]).toBe('holds weakly');
    expect(verdicts({ m1: [-1, 1.2, 0.5], m2: [-1, 1.1, 0.5] })[3]).toBe('does not hold');
    expect(verdicts({ p: [-1, 1, 0.55] })[6]).toBe('holds weakly');
    expect(verdicts({ p: [-1, 1, 0.3] })[6]).toBe('does not hold');
  });

  it('ask alignment for both, and what it pays and costs', () => {
    expect(verdicts({}, { chi: 2 })[4]).toBe('holds weakly');
    expect(verdicts({}, { chi: 2, accuracy: 0.8 })[4]).toBe('does not hold');
    expect(verdicts({ u: [-0.6, 0.4, 0] })[5]).toBe('holds weakly');
    expect(verdicts({ u: [-0.6, 0.2, 0] })[5]).toBe('does not hold');
  });
});
