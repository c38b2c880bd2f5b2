import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createImage, type Image } from '@ddr-lab/images/image';
import { openSet, type OpenSetOptions } from '../../images/sets/open';
import { imageStatistics } from '../statistics/statistics';
import { drawDegraded, type Kind } from './draws';

/** What the statistics say of one degraded image, and what is true of it. */
export interface Sample {
  readonly set: string;
  /** Place of the image in its set. */
  readonly index: number;
  readonly kind: Kind;
  readonly grey: boolean;
  readonly blur: number;
  readonly noise: number;
  readonly values: ReadonlyMap<string, number>;
}

/** Draws of a set. */
export interface SamplePlan {
  readonly set: string;
  readonly options?: OpenSetOptions;
  /** Of each image those from the first to before the last are drawn: LR images (even) and photographs (odd) in turn. */
  readonly draws: readonly [first: number, end: number];
  /** From this draw on the green channel alone is looked at, too, as a grey image. */
  readonly greyFrom: number;
  /** Seed and sub-streams; place of the image and of the draw follow. */
  readonly seeds: readonly [number, ...number[]];
}

/** Images with a side below this are left out. */
const LEAST_SIDE = 16;

/**
 * Draws of the images of a set and their statistics.
 *
 * @param kept a folder; where it has them from before, they are read instead.
 */
export async function collectSamples(
  plan: SamplePlan,
  kept: string,
  onProgress?: OnProgress,
): Promise<Sample[]> {
  const file = path.join(kept, `${plan.seeds.join('-')}-${plan.set.replaceAll('/', '-')}.json`);
  if (existsSync(file)) return fromRows(JSON.parse(await readFile(file, 'utf8')) as Row[]);
  const set = await openSet(plan.set, plan.options);
  const samples: Sample[] = [];
  for (let index = 0; index < set.count; index++) {
    samples.push(...(await samplesOf(await set.read(index), index, plan)));
    onProgress?.({ done: index + 1, total: set.count, note: plan.set });
  }
  await mkdir(kept, { recursive: true });
  await writeWhole(
    file,
    JSON.stringify(samples.map(({ values, ...rest }) => ({ ...rest, values: Object.fromEntries(values) }))),
  );
  return samples;
}

type Row = Omit<Sample, 'values'> & { readonly values: Readonly<Record<string, number>> };

const fromRows = (rows: readonly Row[]): Sample[] =>
  rows.map(({ values, ...rest }) => ({ ...rest, values: new Map(Object.entries(values)) }));

async function samplesOf(
  image: Image,
  index: number,
  { set, draws, greyFrom, seeds }: SamplePlan,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let draw = draws[0]; draw < draws[1]; draw++) {
    const wanted = draw % 2 === 0 ? 'low-resolution' : 'photograph';
    const { kind, blur, noise, image: degraded } = await drawDegraded(image, wanted, [...seeds, index, draw]);
    if (Math.min(degraded.height, degraded.width) < LEAST_SIDE) continue;
    const looks = [imageStatistics(degraded)];
    if (draw >= greyFrom && !looks[0].grey) looks.push(imageStatistics(greenOf(degraded)));
    for (const { grey, values } of looks) samples.push({ set, index, kind, grey, blur, noise, values });
  }
  return samples;
}

/** The green channel as a grey image: the same noise, and the same blur. */
function greenOf({ height, width, data }: Image): Image {
  return createImage(
    height,
    width,
    data.map((_, at) => data[at - (at % 3) + 1]),
  );
}
