import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { cachedTap } from '../../src/analysis/cached/features';
import type { DegradedSets } from '../../src/analysis/degraded-sets';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { openCache } from '@ddr-lab/base/cache/cache';
import { InputError } from '@ddr-lab/base/errors';
import { tap } from '../../src/features/tap';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { disposeNetwork, type GraphNetwork } from '../../src/networks/tappable';
import { responseOf } from '../../src/networks/import/response';
import { superResolve } from '../../src/networks/super-resolve';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(3);
const images: Image[] = Array.from({ length: 6 }, () =>
  mapSamples(createImage(4, 4), () => random.uniform()),
);

/** Doubles an image by repeating its pixels; `Half` is half of each sample. Counts how often it computes. */
function repeating(): GraphNetwork & { calls: number } {
  const scaled = ({ data, dims }: Numbers, by: number): Numbers => ({ data: data.map((v) => v * by), dims });
  return {
    calls: 0,
    layers: ['Half', 'Output'],
    blocks: ['Half'],
    metadata: {},
    fingerprint: 'repeating',
    compute(layers, x) {
      this.calls++;
      const unknown = layers.find((layer) => !this.layers.includes(layer));
      if (unknown) throw new InputError(`no layer ${unknown}`);
      return Promise.resolve(layers.map((layer) => scaled(x, layer === 'Half' ? 0.5 : 1)));
    },
    predict({ data, dims: [n, height, width] }) {
      const sample = (i: number): number => {
        const [c, x, y] = [i % 3, Math.floor(i / 3) % (2 * width), Math.floor(i / 6 / width)];
        return 1.5 * data[((y >> 1) * width + (x >> 1)) * 3 + c];
      };
      const count = n * height * width * 12;
      const dims = [n, 2 * height, 2 * width, 3];
      return Promise.resolve({ data: Float32Array.from({ length: count }, (_, i) => sample(i)), dims });
    },
    dispose() {
      this.calls = -1;
    },
  };
}

describe('a graph network', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ddr-graph-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is tapped by names, in batches, like a model', async () => {
    const { Half, Output } = await tap(repeating(), ['Half', 'Output'], images, { batch: 4 });
    expect(Half).toMatchObject({ rows: 6, columns: 48 });
    images.forEach(({ data }, i) => {
      expect(Output.data.slice(i * 48, (i + 1) * 48)).toEqual(data);
      expect(Half.data[i * 48]).toBe(Math.fround(data[0] * 0.5));
    });
    await expect(tap(repeating(), ['Third'], images)).rejects.toThrow(/no layer Third/);
    await expect(tap(repeating(), [], images)).rejects.toThrow(/Half, Output/);
    await expect(tap(repeating(), ['Half'], [])).rejects.toThrow(InputError);
  });

  it('computes but once what the cache holds', async () => {
    const network = repeating();
    const cache = openCache({ folder, limit: 1e6 });
    const first = await cachedTap(network, ['Half'], images, { cache });
    expect(await cachedTap(network, ['Half'], images, { cache })).toEqual(first);
    expect(network.calls).toBe(1);
    await cachedTap({ ...network, fingerprint: 'another' }, ['Half'], images, { cache });
    expect(network.calls).toBe(1);
  });

  it('is analysed, super-resolves, is asked for its response, and is let go', async () => {
    const sets: DegradedSets = {
      degradations: ['clean', 'blur4'],
      patches: images,
      labels: Int32Array.of(0, 0, 0, 1, 1, 1),
      contents: Int32Array.of(0, 1, 2, 0, 1, 2),
    };
    const network = repeating();
    const [half] = await analyse(network, sets, {
      layers: ['Half'],
      runs: 1,
      cache: false,
      tsne: { perplexity: 2 },
    });
    expect(half.chi.mean).toBeGreaterThanOrEqual(0);
    const large = await superResolve(network, images[0]);
    expect([large.height, large.width]).toEqual([8, 8]);
    // 1.5 times the sample, clipped.
    expect(large.data[3]).toBeCloseTo(Math.min(1, 1.5 * images[0].data[0]), 6);
    expect(await responseOf(network)).toMatchObject({ scale: 2 });
    expect((await responseOf(network))!.slope).toBeGreaterThan(1.3);
    disposeNetwork(network);
    expect(network.calls).toBe(-1);
  });
});
