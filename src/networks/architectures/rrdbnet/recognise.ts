import { rrdbScaling, rrdbSlope } from '../parts/residual-dense';
import type { UpScale } from '../parts/super-resolution-tail';
import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import { countBlocks, Plan, type Architecture, type NearMiss, type Tensors } from '../../import/recognised';

/** Names of the parts in an implementation. */
interface Naming {
  readonly architecture: string;
  readonly pattern: RegExp;
  readonly dense: (block: number, part: number, conv: number) => string;
  readonly first: string;
  readonly body: (blocks: number) => string;
  /** The k-th of the convolutions behind nearest upsampling, k from 0. */
  readonly up: (k: number) => string;
  /** Those after all of them. */
  readonly hr: (ups: number) => string;
  readonly last: (ups: number) => string;
}

/** BasicSR's names, the older ones (ESRGAN, KAIR), and ESRGAN's oldest, of layers in one long sequence. */
const namings: readonly Naming[] = [
  {
    architecture: 'RRDBNet (BasicSR)',
    pattern: /^body\.(\d+)\.rdb1\.conv1\.weight$/,
    dense: (k, part, conv) => `body.${k}.rdb${part}.conv${conv}`,
    first: 'conv_first',
    body: () => 'conv_body',
    up: (k) => `conv_up${k + 1}`,
    hr: () => 'conv_hr',
    last: () => 'conv_last',
  },
  {
    architecture: 'RRDBNet (ESRGAN)',
    pattern: /^RRDB_trunk\.(\d+)\.RDB1\.conv1\.weight$/,
    dense: (k, part, conv) => `RRDB_trunk.${k}.RDB${part}.conv${conv}`,
    first: 'conv_first',
    body: () => 'trunk_conv',
    up: (k) => `upconv${k + 1}`,
    hr: () => 'HRconv',
    last: () => 'conv_last',
  },
  {
    architecture: 'RRDBNet (ESRGAN, first release)',
    pattern: /^model\.1\.sub\.(\d+)\.RDB1\.conv1\.0\.weight$/,
    dense: (k, part, conv) => `model.1.sub.${k}.RDB${part}.conv${conv}.0`,
    first: 'model.0',
    body: (blocks) => `model.1.sub.${blocks}`,
    up: (k) => `model.${3 + 3 * k}`,
    hr: (ups) => `model.${2 + 3 * ups}`,
    last: (ups) => `model.${4 + 3 * ups}`,
  },
];

/**
 * ESRGAN's generator: upscaling by 4, 2, 1 or 8 by as many upsampling convolutions, or by 2 and 1 with the input's pixels
 * unshuffled in front, which its first convolution's channels tell.
 */
export const rrdbnetArchitecture: Architecture = {
  name: 'RRDBNet (ESRGAN)',
  signs: [
    /\.rdb\d\.conv\d\./i,
    /^(conv_first|conv_body|trunk_conv|(conv_up|upconv)\d|conv_hr|HRconv|conv_last)\./,
  ],
  recognise: (tensors, options) => {
    for (const naming of namings) {
      const { architecture, pattern, dense, first, body, up, hr, last } = naming;
      const blocks = countBlocks(tensors, pattern);
      if (blocks < 1) continue;
      let ups = 0;
      while (tensors.has(`${up(ups)}.weight`)) ups++;
      const missing = lacking(architecture, tensors, [first, body(blocks), hr(ups), last(ups)]);
      if (missing) return missing;
      const [channels, taken] = tensors.get(`${first}.weight`)!.shape;
      const gives = tensors.get(`${last(ups)}.weight`)!.shape[0];
      const assumed: Assumption[] = [];
      const size = sizes(architecture, { taken, gives, ups, scale: options.scale, assumed });
      if ('but' in size) return size;
      const residualScaling = toldOr(
        options.residualScaling,
        { option: 'residualScaling', value: rrdbScaling },
        assumed,
      );
      const slope = toldOr(options.slope, { option: 'slope', value: rrdbSlope }, assumed);
      const plan = new Plan(tensors).conv('Body.conv', body(blocks)).conv('HRConv.conv', hr(ups));
      plan.conv(size.unshuffle === 1 ? 'Output' : 'Output.conv', last(ups));
      if (size.unshuffle === 1) plan.conv('Conv1', first);
      else plan.convOfUnshuffled('Conv1', first, size.unshuffle);
      for (let k = 0; k < ups; k++) plan.conv(`UP${k + 1}.conv`, up(k));
      // KAIR's convolution without activation stands by itself: `RDB1.conv5`, not `RDB1.conv5.0`.
      const named = (name: string): string =>
        tensors.has(`${name}.weight`) ? name : name.replace(/\.0$/, '');
      for (let k = 0; k < blocks; k++) {
        planBlock(plan, `RRDB${k + 1}`, (part, conv) => named(dense(k, part, conv)));
      }
      return {
        architecture,
        spec: {
          kind: 'rrdbnet',
          channels,
          growth: growthOf(tensors, dense(0, 1, 1)),
          blocks,
          ...(size.scale === 4 ? {} : { scale: size.scale }),
          ...(size.unshuffle === 1 ? {} : { unshuffle: size.unshuffle }),
          ...(slope === rrdbSlope ? {} : { slope }),
          ...(residualScaling === rrdbScaling ? {} : { residualScaling }),
        },
        sources: plan.sources,
        assumed,
      };
    }
    return undefined;
  },
};

interface Sizes {
  readonly scale: 1 | UpScale;
  readonly unshuffle: 1 | 2 | 4;
}

/** By what the network enlarges, of what its first convolution takes and how often it upsamples. */
function sizes(
  architecture: string,
  given: {
    readonly taken: number;
    readonly gives: number;
    readonly ups: number;
    readonly scale: number | undefined;
    readonly assumed: Assumption[];
  },
): Sizes | NearMiss {
  const { taken, gives, ups, assumed } = given;
  const unshuffle = Math.sqrt(taken / 3);
  if (gives !== 3) return notInColour(architecture, { takes: taken, gives })!;
  if (unshuffle !== 1 && unshuffle !== 2 && unshuffle !== 4) {
    return {
      architecture,
      but: `its first convolution takes ${taken} channels, where 3 are known, 12 (pixels unshuffled by 2, as in RealESRGAN_x2plus) and 48 (by 4)`,
    };
  }
  const scale = 2 ** ups / unshuffle;
  if (scale !== 1 && scale !== 2 && scale !== 4 && scale !== 8) {
    return {
      architecture,
      but: `it takes ${taken} channels and upsamples ${ups} times, which makes a scale of ${scale}: 1, 2, 3, 4 and 8 are known`,
    };
  }
  if (ups !== 1 || unshuffle !== 1) return { scale, unshuffle };
  // One upsampling is by 2 or by 3: its convolution has the same shape.
  const told = given.scale === 2 || given.scale === 3 ? given.scale : undefined;
  return { scale: toldOr(told, { option: 'scale', value: 2 as 2 | 3 }, assumed), unshuffle };
}

function planBlock(plan: Plan, own: string, theirs: (part: number, conv: number) => string): void {
  for (const part of [1, 2, 3]) {
    for (const conv of [1, 2, 3, 4, 5]) {
      plan.conv(`${own}.dense${part}.conv${conv}`, theirs(part, conv));
    }
  }
}

function growthOf(tensors: Tensors, conv: string): number | undefined {
  return tensors.get(`${conv}.weight`)?.shape[0];
}
