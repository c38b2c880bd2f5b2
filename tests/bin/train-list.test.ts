import { describe, expect, it } from 'vitest';
import { trainList } from '../../bin/train-list';
import { describeMetrics, describeTraining } from '../../bin/train-words';
import { duration } from '@ddr-lab/base/progress';
import { listRecipes } from '../../src/methods/recipes';

describe('trainList', () => {
  const estimator = {
    speed: { machine: 'abacus', rate: 2e9 },
    seconds: async ({ iterations }: { iterations: number }) => iterations,
    save: async () => undefined,
  };

  it('is an aligned table of all recipes with their estimates and their weight files', async () => {
    const done: number[] = [];
    const text = await trainList('compact', { estimator, onProgress: (p) => done.push(p.done) });
    const lines = text.split('\n');
    const heading = lines.find((line) => line.startsWith('recipe '))!;
    const column = heading.indexOf('estimate');
    const recipes = listRecipes();
    for (const { name, task, iterations } of recipes) {
      const [row, ...more] = lines.filter((line) => line.startsWith(`${name} `));
      expect(more).toEqual([]);
      expect(row.slice(heading.indexOf('task')).startsWith(`${task} `)).toBe(true);
      expect(row.slice(column).startsWith(`${duration(iterations)}  `)).toBe(true);
    }
    expect(done.at(-1)).toBe(recipes.length);
    expect(text).toContain('abacus');
    const shipped = lines.find((line) => line.startsWith('srresnet-wgr '))!;
    expect(shipped.slice(heading.indexOf('weight file'))).toMatch(/iterations/);
  });

  it('has the published settings in the other profile, for which nothing is shipped', async () => {
    const text = await trainList('paper', { estimator });
    expect(text).toMatch(/^Profile paper/);
    expect(text).toMatch(/srresnet-wgr +super-resolution +600,000 +7 days/);
  });
});

describe('words', () => {
  it('say durations as people do', () => {
    const said = [0.2, 40, 100, 25 * 60, 3 * 3600 + 580, 2 * 3600 + 100, 1.5 * 86400, 1e6].map(duration);
    expect(said).toEqual(['1 s', '40 s', '2 min', '25 min', '3 h 10 min', '2 h', '2 days', '12 days']);
  });

  it('say what a weight file records, as much as there is of it', () => {
    const metadata = {
      data: 'scenes (6 images)',
      iterations: '4096',
      seconds: '1510',
      backend: 'onnxruntime',
      metrics: '{"psnr":24.591,"bicubic":23.48}',
    };
    expect(describeTraining(metadata)).toBe(
      'psnr 24.59 dB, bicubic 23.48 dB; trained on scenes (6 images), 4,096 iterations, 25 min on onnxruntime',
    );
    expect(describeTraining({ metrics: 'no JSON' })).toBe('there');
    expect(describeMetrics({ accuracy: 0.8612 })).toBe('accuracy 86.1 %');
  });
});
