import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour, shuffled } from '../../import/near-miss';
import { countBlocks, Plan, type Architecture } from '../../import/recognised';

/** Names of the parts in an implementation; a block's by its number from 0. */
interface Naming {
  readonly architecture: string;
  readonly pattern: RegExp;
  readonly firstBlock: number;
  readonly first: string;
  readonly conv: (block: number, k: number) => string;
  readonly fused: (block: number) => string;
  readonly attention?: (block: number, k: number) => string;
  readonly fusion?: string;
  readonly body: (blocks: number) => string;
  readonly up: string;
}

const namings: readonly Naming[] = [
  {
    architecture: 'IMDN (authors)',
    pattern: /^IMDB(\d+)\.c1\.weight$/,
    firstBlock: 1,
    first: 'fea_conv',
    conv: (block, k) => `IMDB${block + 1}.c${k}`,
    fused: (block) => `IMDB${block + 1}.c5`,
    attention: (block, k) => `IMDB${block + 1}.cca.conv_du.${2 * (k - 1)}`,
    fusion: 'c.0',
    body: () => 'LR_conv',
    up: 'upsampler.0',
  },
  {
    architecture: 'IMDN (authors, RTC)',
    pattern: /^model\.1\.sub\.(\d+)\.c1\.weight$/,
    firstBlock: 0,
    first: 'model.0',
    conv: (block, k) => `model.1.sub.${block}.c${k}`,
    fused: (block) => `model.1.sub.${block}.c5`,
    body: (blocks) => `model.1.sub.${blocks}`,
    up: 'model.2',
  },
  {
    architecture: 'IMDN (KAIR)',
    pattern: /^model\.1\.sub\.(\d+)\.conv1\.0\.weight$/,
    firstBlock: 0,
    first: 'model.0',
    // The fourth has no activation and stands by itself.
    conv: (block, k) => `model.1.sub.${block}.conv${k}${k === 4 ? '' : '.0'}`,
    fused: (block) => `model.1.sub.${block}.conv1x1`,
    body: (blocks) => `model.1.sub.${blocks}`,
    up: 'model.2',
  },
];

/** IMDN, as published and in the smaller forms for challenges, which have no attention and no fusion of all blocks. */
export const imdnArchitecture: Architecture = {
  name: 'IMDN',
  signs: [/^IMDB\d+\./, /^model\.1\.sub\.\d+\.(c\d|conv[1-4]|conv1x1)\./],
  recognise: (tensors, options) => {
    for (const naming of namings) {
      const { architecture, pattern, firstBlock, first, conv, fused, attention, fusion, body, up } = naming;
      const blocks = countBlocks(tensors, pattern, firstBlock);
      if (blocks < 1) continue;
      if (tensors.has('fea_conv.2.weight')) {
        return {
          architecture,
          but: 'it shrinks its input first (IMDN_AS or IMDN_RTE), which is not built here',
        };
      }
      const needed = [first, conv(0, 4), fused(0), body(blocks), up, ...(fusion ? [fusion] : [])];
      const missing = lacking(architecture, tensors, needed);
      if (missing) return missing;
      const [channels, takes] = tensors.get(`${first}.weight`)!.shape;
      const outs = tensors.get(`${up}.weight`)!.shape[0];
      const scale = Math.sqrt(outs / 3);
      const other = notInColour(architecture, { takes, gives: shuffled(outs, takes) });
      if (other) return other;
      const aside = tensors.get(`${conv(0, 4)}.weight`)!.shape[0];
      if (4 * aside !== channels) {
        return {
          architecture,
          but: `its blocks set ${aside} of ${channels} channels aside, where a quarter is known`,
        };
      }
      const assumed: Assumption[] = [];
      const slope = toldOr(options.slope, { option: 'slope', value: 0.05 }, assumed);
      const squeezed = attention && tensors.get(`${attention(0, 1)}.weight`)?.shape[0];
      const plan = new Plan(tensors)
        .conv('Conv1', first)
        .conv('Body.conv', body(blocks))
        .conv('Output.conv', up, scale);
      if (fusion) plan.conv('Fusion.conv', fusion);
      for (let block = 0; block < blocks; block++) {
        const own = `IMDB${block + 1}`;
        for (const k of [1, 2, 3, 4]) plan.conv(`${own}.conv${k}`, conv(block, k));
        plan.conv(`${own}.conv5`, fused(block));
        if (!attention || squeezed === undefined) continue;
        for (const k of [1, 2]) plan.conv(`${own}.attention${k}`, attention(block, k));
      }
      return {
        architecture,
        spec: {
          kind: 'imdn',
          channels,
          blocks,
          scale,
          attention: squeezed ?? 0,
          fused: fusion !== undefined,
          bodyKernel: tensors.get(`${body(blocks)}.weight`)!.shape[2],
          ...(slope === 0.05 ? {} : { slope }),
        },
        sources: plan.sources,
        assumed,
      };
    }
    return undefined;
  },
};
