import type { Figure } from '@ddr-lab/charts/figure';
import { sampleGrid } from '../../charts/sample-grid';
import type { Pictures } from '../pictures';
import type { Report } from '../report';
import { shortName } from './depths';

/** What the networks were shown: a few patches under each degradation, and their originals. */
export async function reportInputs(
  { settings, networks, images }: Report,
  { inputs }: Pictures,
): Promise<Figure> {
  const { degradations, patch } = settings;
  const { shrunk } = networks[0];
  const low = degradations.map((title, k) => ({ title, images: inputs.map(({ patches }) => patches[k]) }));
  const original = { title: 'original', images: inputs.map((input) => input.original) };
  const by = shrunk === 1 ? 'as they are' : `shrunk by ${shrunk}`;
  const parts = images.patches > images.count;
  return sampleGrid({
    name: 'inputs',
    page: 'screen',
    title: `What ${networks.length > 1 ? 'the first network' : 'the network'} was shown: patches of ${patch} x ${patch} pixels, ${parts ? 'from parts of images' : 'from the middle of images'} ${by}.`,
    columnTitles: inputs.map(({ name }) => titleOf(name)),
    rows: shrunk === 1 && degradations.includes('clean') ? low : [original, ...low],
  });
}

/** An image's name, shortened where it is long, with the number of its part. */
function titleOf(name: string): string {
  const [, image, part] = /^(.*), (part \d+)$/.exec(name) ?? [];
  return part === undefined ? shortName(name, 15) : `${shortName(image.replace(/\.\w+$/, ''), 8)} ${part}`;
}

/** More columns than this leave cells too small to see anything. */
const MOST = 6;

/**
 * What the networks made of two images (of one where there are many degradations), side by side, below bicubic enlargement;
 * undefined where none puts out an image.
 */
export async function reportOutputs(
  { settings }: Report,
  { outputs }: Pictures,
): Promise<Figure | undefined> {
  if (outputs.length === 0) return undefined;
  const { degradations } = settings;
  const all = [...new Set(outputs.map(({ image }) => image))];
  const images = all.slice(0, Math.max(1, Math.floor(MOST / degradations.length)));
  const shown = outputs.filter(({ image }) => images.includes(image));
  const rows = [...new Set(shown.map(({ by }) => by))].map((by) => {
    const own = shown.filter((output) => output.by === by);
    return {
      title: shortName(by, 18),
      images: own.flatMap((output) => output.outputs),
      notes: own.flatMap(({ psnr }) => psnr.map(decibels)),
    };
  });
  return sampleGrid({
    name: 'outputs',
    page: 'screen',
    title: `What is made of patches of ${images.join(' and ')}; below each its luma PSNR over the part shown.`,
    columnTitles: images.flatMap(() => degradations),
    rows,
  });
}

function decibels(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : 'equal';
}
