import { describe, expect, it } from 'vitest';
import { benchChart } from '../../benchmarks/chart';
import { growthChart } from '../../benchmarks/growth-chart';
import type { ResultRow } from '../../benchmarks/results';
import { benchRows } from '../../benchmarks/rows';
import { summarise } from '../../benchmarks/summarise';

/** Results in which ours takes 100 ms an image-multiple and every peer `ratio` times as long. */
function results(ratio: number, growth: readonly number[] = [1]): ResultRow[] {
  return growth.flatMap((factor) =>
    benchRows.flatMap((row) =>
      row.peers.map((peer) =>
        summarise(row, peer, {
          images: factor * row.images,
          ours: { runs: [{ ms: 100 * factor }], mib: 300 },
          theirs: { runs: [{ ms: ratio * 100 * factor }], mib: 400 },
        }),
      ),
    ),
  );
}

const points = (figure: ReturnType<typeof benchChart>, uid: string): number =>
  (figure.data.find((trace) => trace.uid === uid)?.x as unknown[]).length;

describe('the chart', () => {
  it('has a line for each row and Python peer, a bar for each ratio', () => {
    const figure = benchChart(results(2));
    const lines = benchRows.flatMap(({ peers }) => peers.filter(({ worker }) => worker === 'python')).length;
    const bars = ['reached', 'missed', 'no target'].map((name) => points(figure, `python-${name}`));
    expect(bars.reduce((a, b) => a + b)).toBe(lines);
    expect(points(figure, 'memory-ours')).toBe(lines);
  });

  it('colours by whether the target is reached', () => {
    const targets = benchRows.flatMap(({ peers }) =>
      peers.filter(({ worker, target }) => worker === 'python' && target !== undefined),
    ).length;
    expect(points(benchChart(results(100)), 'python-reached')).toBe(targets);
    expect(points(benchChart(results(100)), 'python-missed')).toBe(0);
    expect(points(benchChart(results(0.1)), 'python-missed')).toBe(targets);
  });

  it('draws what there is when a side failed or there is no Python', () => {
    const failed = results(2).map((row) =>
      row.name === 'pca' ? { ...row, ratio: null, peer_ms: null } : row,
    );
    expect(() => benchChart(failed)).not.toThrow();
    const wasm = results(2).filter(({ peer }) => peer === 'wasm');
    const figure = benchChart(wasm);
    expect(points(figure, 'python-reached')).toBe(0);
    expect(points(figure, 'wasm-reached') + points(figure, 'wasm-missed')).toBeGreaterThan(0);
    expect(points(figure, 'memory-ours')).toBe(wasm.length);
  });
});

describe('the chart of growth', () => {
  it('has a panel a row, and in it ours and each Python peer at each size', () => {
    const figure = growthChart(results(3, [1, 2, 4]).filter(({ peer }) => peer !== 'wasm'));
    const ours = figure.data.filter(({ name }) => name === 'ours');
    expect(ours).toHaveLength(benchRows.length);
    for (const { x, y } of ours) {
      expect(x).toEqual([1, 2, 4]);
      expect(y).toEqual([100, 200, 400]);
    }
    const peers = figure.data.filter(({ name }) => /Python|scikit/.test(String(name)));
    expect(peers).toHaveLength(benchRows.length + 1);
    for (const { y } of peers) expect(y).toEqual([300, 600, 1200]);
  });
});
