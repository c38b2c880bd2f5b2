import type { SrganGeneratorOptions } from './network';
import { upsamplingFactors } from '../parts/super-resolution-tail';
import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import { countBlocks, Plan, scaleOf, type Architecture, type Tensors } from '../../import/recognised';

/** Names of the parts in an implementation; a block's parts by its number. */
interface Naming {
  readonly architecture: string;
  readonly first: string;
  readonly firstSlope: string;
  readonly block: (k: number) => {
    conv1: string;
    norm1: string;
    prelu: string;
    conv2: string;
    norm2: string;
  };
  /** With the block's number as its group. */
  readonly pattern: RegExp;
  readonly firstBlock: number;
  /** After how many blocks the numbers go on with something else. */
  readonly bodyEnd: (blocks: number) => { conv: string; after: string };
  readonly up: (k: number, blocks: number) => { conv: string; prelu: string };
  readonly last: (ups: number, blocks: number) => string;
}

const namings: readonly Naming[] = [
  {
    architecture: 'SRGAN generator (goldhuang)',
    first: 'conv1.0',
    firstSlope: 'conv1.1',
    block: (k) => ({
      conv1: `residual${k}.net.0`,
      norm1: `residual${k}.net.1`,
      prelu: `residual${k}.net.2`,
      conv2: `residual${k}.net.3`,
      norm2: `residual${k}.net.4`,
    }),
    pattern: /^residual(\d+)\.net\.0\.weight$/,
    firstBlock: 1,
    bodyEnd: () => ({ conv: 'conv2.0', after: 'conv2.1' }),
    up: (k) => ({ conv: `upsample.${k}.net.0`, prelu: `upsample.${k}.net.2` }),
    last: (ups) => `upsample.${ups}`,
  },
  {
    architecture: 'SRGAN generator (leftthomas)',
    first: 'block1.0',
    firstSlope: 'block1.1',
    block: (k) => ({
      conv1: `block${k}.conv1`,
      norm1: `block${k}.bn1`,
      prelu: `block${k}.prelu`,
      conv2: `block${k}.conv2`,
      norm2: `block${k}.bn2`,
    }),
    pattern: /^block(\d+)\.conv1\.weight$/,
    firstBlock: 2,
    bodyEnd: (blocks) => ({ conv: `block${blocks + 2}.0`, after: `block${blocks + 2}.1` }),
    up: (k, blocks) => ({
      conv: `block${blocks + 3}.${k}.conv`,
      prelu: `block${blocks + 3}.${k}.prelu`,
    }),
    last: (ups, blocks) => `block${blocks + 3}.${ups}`,
  },
];

/** SRGAN's generator with batch normalisation, PReLU and the long skip between features; output (tanh + 1) / 2 or as it comes. */
export const srganArchitecture: Architecture = {
  name: 'SRGAN generator with batch normalisation and PReLU',
  signs: [/^residual\d+\.net\./, /^block\d+\.(conv\d|bn\d|prelu)\./],
  recognise: (tensors, options) => {
    for (const naming of namings) {
      const { architecture, first, firstSlope, block, pattern, firstBlock } = naming;
      const blocks = countBlocks(tensors, pattern, firstBlock);
      if (blocks < 1) continue;
      const missing = lacking(architecture, tensors, [first, naming.up(0, blocks).conv]);
      if (missing) return missing;
      const slope = tensors.get(`${firstSlope}.weight`)?.shape;
      if (slope?.length !== 1)
        return { architecture, but: `${firstSlope}.weight, the slopes of a PReLU, is missing` };
      const scale = scaleOf(tensors, (k) => naming.up(k, blocks).conv);
      if (!scale) {
        return {
          architecture,
          but: `its upsampling (${naming.up(0, blocks).conv} and on) is none by 2, 3, 4 or 8`,
        };
      }
      const ups = upsamplingFactors(scale).length;
      const last = naming.last(ups, blocks);
      const withoutLast = lacking(architecture, tensors, [last]);
      if (withoutLast) return withoutLast;
      const [channels, takes, outerKernel] = tensors.get(`${first}.weight`)!.shape;
      const other = notInColour(architecture, { takes, gives: tensors.get(`${last}.weight`)!.shape[0] });
      if (other) return other;
      const assumed: Assumption[] = [];
      const output = toldOr(
        options.outputActivation,
        { option: 'outputActivation', value: 'tanh' as 'tanh' | 'linear', others: ['linear'] },
        assumed,
      );
      const end = naming.bodyEnd(blocks);
      const plan = new Plan(tensors)
        .conv('Conv1.conv', first)
        .prelu('Conv1', firstSlope)
        .conv('Body.conv', end.conv)
        .conv(output === 'linear' ? 'Output' : 'Output.conv', last);
      for (let k = 1; k <= blocks; k++) {
        const { conv1, norm1, prelu, conv2, norm2 } = block(k + firstBlock - 1);
        plan.conv(`RB${k}.conv1`, conv1).norm(`RB${k}.norm1`, norm1).prelu(`RB${k}.prelu`, prelu);
        plan.conv(`RB${k}.conv2`, conv2).norm(`RB${k}.norm2`, norm2);
      }
      const bodyEnd = endOf(tensors, end.after);
      if (bodyEnd === 'norm') plan.norm('Body.norm', end.after);
      if (bodyEnd === 'prelu') plan.prelu('Body.prelu', end.after);
      for (let k = 0; k < ups; k++) {
        const { conv, prelu } = naming.up(k, blocks);
        plan.conv(`UP${k + 1}.conv`, conv, scale === 3 ? 3 : 2).prelu(`UP${k + 1}`, prelu);
      }
      return {
        architecture,
        spec: {
          kind: 'srgan-generator',
          channels,
          blocks,
          scale,
          outerKernel,
          bodyEnd,
          slopes: slope[0] === 1 ? 'one' : 'channel',
          ...(output === 'tanh' ? {} : { output }),
        },
        sources: plan.sources,
        unused: (name) => name.endsWith('.num_batches_tracked'),
        assumed,
      };
    }
    return undefined;
  },
};

function endOf(tensors: Tensors, name: string): NonNullable<SrganGeneratorOptions['bodyEnd']> {
  if (tensors.has(`${name}.running_mean`)) return 'norm';
  return tensors.has(`${name}.weight`) ? 'prelu' : 'none';
}
