import type { Figure } from '../../charts/figure';
import { sampleGrid } from '../../charts/sample-grid';
import type { Pictures } from '../pictures';
import type { Report } from '../report';
import { shortName } from './depths';

/** What the networks were shown: a few patches under each degradation, and their originals. */
export async function reportInputs({ settings, networks }: Report, { inputs }: Pictures): Promise<Figure> {
  const { degradations, patch } = settings;
  const { shrunk } = networks[0];
  const low = degradations.map((title, k) => ({ title, images: inputs.map(({ patches }) => patches[k]) }));
  const original = { title: 'original', images: inputs.map((input) => input.original) };
  const by = shrunk === 1 ? 'as they are' : `shrunk by ${shrunk}`;
  return sampleGrid({
    name: 'inputs',
    title: `What ${networks.length > 1 ? 'the first network' : 'the network'} was shown: the middle ${patch} x ${patch} pixels of images ${by}.`,
    columnTitles: inputs.map(({ name }) => shortName(name, 15)),
    rows: shrunk === 1 && degradations.includes('clean') ? low : [original, ...low],
  });
}

/** What the networks made of two images, beside bicubic enlargement; undefined where none puts out an image. */
export async function reportOutputs(
  { settings }: Report,
  { outputs }: Pictures,
): Promise<Figure | undefined> {
  if (outputs.length === 0) return undefined;
  return sampleGrid({
    name: 'outputs',
    title: 'What is made of the same patches; below each its luma PSNR over the part shown.',
    columnTitles: settings.degradations,
    rows: outputs.map(({ image, by, outputs: images, psnr }) => ({
      group: shortName(image, 40),
      title: shortName(by, 24),
      images,
      notes: psnr.map((value) => (Number.isFinite(value) ? `${value.toFixed(2)} dB` : 'equal')),
    })),
  });
}
