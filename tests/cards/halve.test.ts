import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkNames, writeCard, writeOverview } from '../../src/cards/files';
import { halve } from '../../src/cards/halve';
import { markers } from '../../src/cards/overview';
import { readRecord } from '../../src/cards/record';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet } from '../../src/images/sets/open';
import { loadNetwork } from '../../src/networks/load-network';
import { buildNetwork, readWeights, saveNetwork } from '../../src/networks/network';
import { readSafetensors } from '@ddr-lab/weights/safetensors';
import { chromiumMissing, inChromium } from '../charts/chromium-here';
import { measured, metadata } from './examples';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-cards-'));
const file = path.join(folder, 'small.safetensors');
let scenes: ImageSet;

beforeAll(async () => {
  // Read once: a scene takes longer to draw than to analyse.
  const drawn = await openSet('scenes', { count: 4, size: 128 });
  const images = await Promise.all([0, 1, 2, 3].map((i) => drawn.read(i)));
  scenes = { ...drawn, read: async (i) => images[i] };
  const network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, seed: 1 });
  await saveNetwork(file, { ...network, metadata });
  network.model.dispose();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('halve', () => {
  it('stores weights in half precision, says what that changed, and leaves them alone the second time', async () => {
    const before = await readSafetensors(file);
    const size = statSync(file).size;
    const { outcome, comparison } = await halve(file, {
      runs: 3,
      sets: [scenes],
      tsne: { perplexity: 3, iterations: 60 },
    });
    expect([outcome, comparison?.chi?.[0].runs]).toEqual(['halved', 3]);
    const network = await loadNetwork(file);
    const after = await readWeights(network.model);
    network.model.dispose();
    const values = [...before.tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
    // Two bytes less a number, and the header says more.
    expect(statSync(file).size).toBeLessThan(size - 2 * values + 2000);
    for (const [name, { data }] of before.tensors) {
      expect(after.get(name)!.data).toBeInstanceOf(Float32Array);
      data.forEach((value, i) => expect(after.get(name)!.data[i]).toBeCloseTo(value, 3));
    }
    const record = readRecord('small', (await readSafetensors(file)).metadata);
    expect([record.precision, record.iterations]).toEqual(['F16', 8192]);
    expect(record.halfPrecision).toEqual(comparison);
    const bytes = readFileSync(file);
    expect(await halve(file, { sets: [scenes] })).toEqual({ outcome: 'already' });
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('keeps single precision where half would change an accuracy', async () => {
    // Two logits that differ by less than half precision can tell, and of the smaller ones: labels that only F32 gets right.
    const classifier = await buildNetwork({ kind: 'resnet18', width: 2, classes: 2, seed: 3 });
    const dense = classifier.model.getLayer('Output');
    const tf = await import('@tensorflow/tfjs-core');
    const [kernel] = dense.getWeights();
    dense.setWeights([tf.zerosLike(kernel), tf.tensor1d([1, 1 + 2 ** -13])]);
    const own = path.join(folder, 'classifier.safetensors');
    await saveNetwork(own, classifier);
    classifier.model.dispose();
    const objects = await openSet('scenes/objects', { count: 10 });
    const second = { names: ['a', 'b'], ofImage: new Int32Array(10).fill(1) };
    const { outcome, comparison } = await halve(own, { labelled: { ...objects, classes: second } });
    expect(comparison?.accuracy).toMatchObject({ full: 1, half: 0 });
    expect(outcome).toBe('kept');
    const { tensors, metadata: words } = await readSafetensors(own);
    expect(tensors.get('Output/bias')!.data[1]).toBe(1 + 2 ** -13);
    expect(words.precision).toBe('F32');
    rmSync(own);
  });
});

describe('the files', () => {
  it('hold a card for each network, and a table of all between the markers', async () => {
    expect(await networkNames(folder)).toEqual(['small']);
    const readme = path.join(folder, 'README.md');
    await expect(writeOverview({}, { folder })).rejects.toThrow(/README\.md: cannot be read/);
    writeFileSync(readme, `# Mine\n\n${markers.begin}\n${markers.end}\n`);
    const messages: string[] = [];
    const options = { folder, onMessage: (message: string) => messages.push(message) };
    await writeCard('small', { small: measured }, options);
    await writeOverview({ small: measured }, options);
    expect(readFileSync(readme, 'utf8')).toMatch(/# Mine[^]*\[small\]\(small\.md\)/);
    const card = readFileSync(path.join(folder, 'small.md'), 'utf8');
    expect(card).toContain('# small');
    const drawn = existsSync(path.join(folder, 'small.svg'));
    expect(card.includes('small.svg')).toBe(drawn);
    expect(drawn || messages.length > 0).toBe(true);
  });

  it.skipIf(chromiumMissing)(`draw the training, ${inChromium}`, () => {
    expect(readFileSync(path.join(folder, 'small.svg'), 'utf8')).toMatch(/^<svg[^]*iterations/);
  });

  it('goes by the outputs of networks that take noise, or a pair', async () => {
    const own = path.join(folder, 'helper.safetensors');
    for (const spec of [
      { kind: 'degrader', channels: 4, blocks: 1, noise: true },
      { kind: 'density-comparator', channels: 4 },
      { kind: 'frequency-judge', width: 4 },
    ] as const) {
      const network = await buildNetwork(spec);
      await saveNetwork(own, { ...network, metadata });
      network.model.dispose();
      const { outcome, comparison } = await halve(own, { sets: [scenes] });
      expect(outcome).toBe('halved');
      expect(comparison!.outputs![0]).toMatchObject({ set: scenes.name, images: 4 });
      // 11 bits: 5e-4 a weight at most, of which few agree in sign.
      expect(comparison!.outputs![0].change).toBeGreaterThan(0);
      expect(comparison!.outputs![0].change).toBeLessThan(5e-3);
    }
    rmSync(own);
  });
});
