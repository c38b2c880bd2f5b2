import path from 'node:path';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { type Column, markdownTable } from '@ddr-lab/base/markdown-table';
import type { Probe } from '../probe';
import { type Accuracy, APART, bands, measureProbe } from './measure';
import type { Sample } from './samples';

/** Writes the card of a probe, with what was measured of it on images that it was not fitted on. */
export async function writeProbeCard(
  probe: Probe,
  heldOut: readonly Sample[],
  folder: string,
): Promise<void> {
  await writeWhole(path.join(folder, 'degradation.md'), cardText(probe, measureProbe(probe, heldOut)));
}

function cardText({ metadata }: Probe, rows: readonly Accuracy[]): string {
  return `# The probe of degradations

What \`ddr degradation\` reads images by: ridge regression on random features of statistics of an image, one for colour and one for grey images.

Weights: \`degradation.safetensors\`. This card is written, and the weights are made, by \`npx tsx src/estimation/fit/make-probe.ts\`.

## How it was made

Fitted on ${metadata.data}: ${metadata.samples}, with the options \`${metadata.options}\`.

## What it can do

Measured on images that it was not fitted on. _Within 20 %_: the share of estimates of noise within a fifth of the true noise, by its level. _Ordered_: the share of pairs of
images without noise (of one set, mostly different images) whose blurs are estimated in the right order; _apart_: of pairs that differ by more than ${4 * APART['low-resolution']} HR pixels (LR
images) or ${APART.photograph} pixels (photographs). _Covered_: the share of 90 % intervals that hold the true number (of noise, to the rounding to 8 bits).

Colour:

${accuracyTable(rows.filter(({ grey }) => !grey))}

Grey:

${accuracyTable(rows.filter(({ grey }) => grey))}
`;
}

function accuracyTable(rows: readonly Accuracy[]): string {
  const percent = (value: number): string => (Number.isNaN(value) ? '' : `${(100 * value).toFixed(0)} %`);
  const number = (head: string, cell: (row: Accuracy) => string): Column<Accuracy> => ({
    head,
    cell,
    right: true,
  });
  return markdownTable<Accuracy>(
    [
      { head: 'set', cell: ({ set }) => set },
      { head: 'kind', cell: ({ kind }) => kind },
      number('images', ({ count }) => String(count)),
      ...bands.map(([from, to], i) =>
        number(`within 20 %, ${from} to ${to}`, ({ within }) => percent(within[i])),
      ),
      number('noise told of none', ({ withoutNoise }) => withoutNoise.toFixed(2)),
      number('ordered', ({ ordered }) => percent(ordered.all)),
      number('apart', ({ ordered }) => percent(ordered.apart)),
      number('blur off by (px)', ({ blurError }) => blurError.toFixed(2)),
      number('covered: noise', ({ covered }) => percent(covered.noise)),
      number('covered: blur', ({ covered }) => percent(covered.blur)),
    ],
    rows,
  );
}
