import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { Image } from '@ddr-lab/images/image';
import { openSet } from '../images/sets/open';
import { fitPristine } from '@ddr-lab/quality/niqe';

/**
 * Makes `pristine-constants.ts` from the 400 photographs of `bsds500/train`:
 * `npx tsx src/metrics/make-pristine.ts` with a data root. Statistics alone; no image can be had back.
 */
async function main(): Promise<void> {
  const set = await openSet('bsds500/train');
  const images: Image[] = [];
  for (let i = 0; i < set.count; i++) images.push(await set.read(i));
  const { mean, covariance } = fitPristine(images);
  const size = mean.length;
  const numbers = (values: number[]): string =>
    values.map((value) => Number(value.toPrecision(10))).join(', ');
  const triangle = Array.from({ length: size }, (_, i) =>
    Array.from(covariance.subarray(i * size + i, (i + 1) * size)),
  );
  const text = `// Made by make-pristine.ts from ${set.count} images of ${set.name}; not to be edited.

/** Mean of each feature over all sharp blocks. */
export const pristineMean = [${numbers([...mean])}];

/** Their covariance, upper triangle, row by row. */
export const pristineCovariance = [${numbers(triangle.flat())}];
`;
  await writeWhole(path.join(__dirname, '../../packages/quality/pristine-constants.ts'), text);
}

void main();
