import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour, shuffled } from '../../import/near-miss';
import { countBlocks, Plan, type Architecture } from '../../import/recognised';

const architecture = 'RFDN';

/** A block's convolutions: ours, and theirs behind `B1.`. */
const parts: readonly (readonly [own: string, theirs: string])[] = [
  ['aside1.conv', 'c1_d'],
  ['rest1.conv', 'c1_r'],
  ['aside2.conv', 'c2_d'],
  ['rest2.conv', 'c2_r'],
  ['aside3.conv', 'c3_d'],
  ['rest3.conv', 'c3_r'],
  ['aside4.conv', 'c4'],
  ['fused', 'c5'],
  ['attention.conv1', 'esa.conv1'],
  ['attention.conv2', 'esa.conv2'],
  ['attention.convMax', 'esa.conv_max'],
  ['attention.conv3', 'esa.conv3'],
  ['attention.conv3b', 'esa.conv3_'],
  ['attention.convF', 'esa.conv_f'],
  ['attention.conv4', 'esa.conv4'],
];

/** RFDN by its authors' names. */
export const rfdnArchitecture: Architecture = {
  name: architecture,
  signs: [/^B\d+\.(c\d_[dr]|c[45]|esa)\b/, /^(fea_conv|LR_conv|upsampler\.0)\./],
  recognise: (tensors, options) => {
    const blocks = countBlocks(tensors, /^B(\d+)\.c1_d\.weight$/, 1);
    if (blocks < 1) return undefined;
    const needed = [
      'fea_conv',
      'c.0',
      'LR_conv',
      'upsampler.0',
      ...parts.map(([, theirs]) => `B1.${theirs}`),
    ];
    const missing = lacking(architecture, tensors, needed);
    if (missing) return missing;
    const [channels, takes] = tensors.get('fea_conv.weight')!.shape;
    const outs = tensors.get('upsampler.0.weight')!.shape[0];
    const scale = Math.sqrt(outs / 3);
    const other = notInColour(architecture, { takes, gives: shuffled(outs, takes) });
    if (other) return other;
    const assumed: Assumption[] = [];
    const slope = toldOr(options.slope, { option: 'slope', value: 0.05 }, assumed);
    const plan = new Plan(tensors)
      .conv('Conv1', 'fea_conv')
      .conv('Fusion.conv', 'c.0')
      .conv('Body.conv', 'LR_conv')
      .conv('Output.conv', 'upsampler.0', scale);
    for (let k = 1; k <= blocks; k++) {
      for (const [own, theirs] of parts) plan.conv(`RFDB${k}.${own}`, `B${k}.${theirs}`);
    }
    return {
      architecture,
      spec: {
        kind: 'rfdn',
        channels,
        aside: tensors.get('B1.c1_d.weight')!.shape[0],
        attention: tensors.get('B1.esa.conv1.weight')!.shape[0],
        blocks,
        scale,
        ...(slope === 0.05 ? {} : { slope }),
      },
      sources: plan.sources,
      assumed,
    };
  },
};
