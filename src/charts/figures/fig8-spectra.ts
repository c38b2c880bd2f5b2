import type { RadialSpectrum } from '@ddr-lab/images/spectrum';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { stackedPanels } from '@ddr-lab/charts/stacked-panels';

/**
 * Power spectra of what bodies put out, a panel a network, a line a degradation: where the lines part, the degradation
 * decides; where they lie on each other, the content does. Both axes are logarithmic, both panels on one scale.
 */
export function outputSpectra(
  networks: Readonly<Record<string, readonly RadialSpectrum[]>>,
  degradations: readonly string[],
  options: FigureOptions = {},
): Figure {
  const { name = 'fig8-spectra' } = options;
  const all = Object.entries(networks);
  const [first] = all[0][1];
  const finest = Math.log2(first.frequency[0]);
  const octaves = Array.from({ length: Math.round(-1 - finest) + 1 }, (_, i) => finest + i);
  const powers = all.flatMap(([, spectra]) => spectra.flatMap(({ power }) => [...power]));
  const decades = [Math.min(...powers), Math.max(...powers)].map(Math.log10);
  return stackedPanels({
    ...options,
    name,
    xTitle: 'cycles per pixel of the output',
    ticks: { at: octaves, text: octaves.map((octave) => `1/${2 ** -octave}`) },
    markers: false,
    valueRange: [10 ** Math.floor(decades[0]), 10 ** Math.ceil(decades[1])],
    panels: all.map(([network, spectra]) => ({
      title: `power: ${network}`,
      logarithmic: true,
      lines: spectra.map(({ frequency, power }, label) => ({
        name: degradations[label],
        x: Array.from(frequency, Math.log2),
        y: Array.from(power),
      })),
    })),
  });
}
