import { expect, it } from 'vitest';
import type { LayerAnalysis } from '../../../src/analysis/analyse';
import { checkExternalNetworks } from '../../../src/studies/third-party';

const layer = (mean: number): LayerAnalysis =>
  ({ layer: 'RB8', chi: { mean, standardDeviation: 0, values: [mean] } }) as unknown as LayerAnalysis;
const network = (name: string, ...chi: number[]): { name: string; layers: LayerAnalysis[] } => ({
  name,
  layers: chi.map(layer),
});

it.each([
  [[network('a', 0.2, 300), network('b', 0.1, 45.04)], 0.4, 'holds', '45.0 (b)', 'holds'],
  [[network('a', 300, 7)], 12, 'holds weakly', '7.0 (a)', 'holds weakly'],
  [[network('a', 300, 0.3)], 30, 'does not hold', '0.3 (a)', 'does not hold'],
] as const)(
  'looks at the last block of the worst network, and at the control',
  (networks, control, first, ours, second) => {
    const [others, learnt] = checkExternalNetworks(networks, layer(control));
    expect(others).toMatchObject({ verdict: first, ours });
    expect(learnt).toMatchObject({ verdict: second, ours: control });
  },
);
