import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import { countBlocks, Plan, type Architecture } from '../../import/recognised';

/** The layers that carry something from stage to stage: of an LSTM (PReNet), and of a GRU (a variant of it). */
const recurrent = ['conv_i', 'conv_f', 'conv_g', 'conv_o', 'conv_z', 'conv_b', 'conv_u'];

/** Blocks of a stage in the authors' code, where they all have the same weights. */
const BLOCKS = 5;

/** PRN and PRN_r by the authors' names: one pair of convolutions is PRN_r's. How many stages there are is in their code alone. */
export const prnArchitecture: Architecture = {
  name: 'PRN, PRN_r (deraining)',
  signs: [/^res_conv\d\.[02]\./, /^conv0?\.0\./],
  recognise: (tensors, options) => {
    const pairs = countBlocks(tensors, /^res_conv(\d+)\.0\.weight$/, 1);
    if (pairs < 1) return undefined;
    const recursive = pairs === 1;
    const gates = recurrent.filter((gate) => tensors.has(`${gate}.0.weight`));
    if (gates.length > 0) {
      const but = `it remembers from stage to stage (${gates.join(', ')}), where PRN has no LSTM or GRU`;
      return { architecture: 'PReNet', but };
    }
    const architecture = recursive ? 'PRN_r' : 'PRN';
    const ends = Array.from({ length: pairs }, (_, k) => `res_conv${k + 1}.2`);
    const missing = lacking(architecture, tensors, ['conv0.0', 'res_conv1.0', ...ends, 'conv.0']);
    if (missing) return missing;
    const [channels, takes] = tensors.get('conv0.0.weight')!.shape;
    // It takes the image and the estimate.
    if (takes % 2 !== 0) return { architecture, but: `its first convolution takes ${takes} channels, not 6` };
    const other = notInColour(architecture, {
      takes: takes / 2,
      gives: tensors.get('conv.0.weight')!.shape[0],
    });
    if (other) return other;
    const assumed: Assumption[] = [];
    const stages = toldOr(options.stages, { option: 'stages', value: 6 }, assumed);
    const plan = new Plan(tensors).conv('Conv1.conv', 'conv0.0').conv('Estimate.conv', 'conv.0');
    for (let k = 1; k <= pairs; k++) {
      const own = `RB${recursive ? '' : k}`;
      plan.conv(`${own}.conv1`, `res_conv${k}.0`).conv(`${own}.conv2`, `res_conv${k}.2`);
    }
    return {
      architecture,
      spec: { kind: 'prn', channels, stages, blocks: recursive ? BLOCKS : pairs, recursive },
      sources: plan.sources,
      assumed,
    };
  },
};
