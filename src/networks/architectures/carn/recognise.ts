import type { UpScale } from '../parts/super-resolution-tail';
import { toldOr, type Assumption, isShift, meanShift } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import {
  Plan,
  type Architecture,
  type ImportOptions,
  type NearMiss,
  type Tensors,
} from '../../import/recognised';

const names = { sub: 'sub_mean.shifter', add: 'add_mean.shifter' };

/**
 * CARN and CARN-M by the authors' names. A file of several scales has an upsampling for each: the largest is taken, or the one
 * that is told. How many groups there are, channels tell; DIV2K's mean is among the weights.
 */
export const carnArchitecture: Architecture = {
  name: 'CARN, CARN-M',
  signs: [/^b\d\.[bc]\d\.body\./, /^(entry|exit|c\d\.body|upsample\.up\d?|(sub|add)_mean\.shifter)\./],
  recognise: (tensors, options) => {
    const block = tensors.get('b1.b1.body.0.weight')?.shape;
    if (!block || !tensors.has('b1.c1.body.0.weight')) return undefined;
    const mobile = !tensors.has('b1.b2.body.0.weight');
    const architecture = mobile ? 'CARN-M' : 'CARN';
    const missing = lacking(architecture, tensors, [
      'b1.b1.body.0',
      'entry',
      'c1.body.0',
      'c3.body.0',
      'exit',
    ]);
    if (missing) return missing;
    const [channels, takes] = tensors.get('entry.weight')!.shape;
    const other = notInColour(architecture, { takes, gives: tensors.get('exit.weight')!.shape[0] });
    if (other) return other;
    const assumed: Assumption[] = [];
    const tail = tailOf(architecture, tensors, options, assumed);
    if ('but' in tail) return tail;
    const [groups, upGroups] = [channels / block[1], channels / tail.takes];
    if (!Number.isInteger(groups) || !Number.isInteger(upGroups)) {
      return { architecture, but: `its ${channels} channels make no groups of ${block[1]} or ${tail.takes}` };
    }
    const plan = new Plan(tensors).conv('Conv1', 'entry').conv('Output.conv', 'exit');
    for (const outer of [1, 2, 3]) {
      for (const inner of [1, 2, 3]) {
        // CARN-M uses one block three times.
        const theirs = `b${outer}.b${mobile ? 1 : inner}.body`;
        for (const k of mobile ? [1, 2, 3] : [1, 2]) {
          plan.conv(`CB${outer}.RB${inner}.conv${k}`, `${theirs}.${2 * (k - 1)}`);
        }
      }
      for (const k of [1, 2, 3]) {
        plan.conv(k === 3 ? `CB${outer}.conv` : `CB${outer}.Fusion${k}.conv`, `b${outer}.c${k}.body.0`);
      }
      plan.conv(`Fusion${outer}.conv`, `c${outer}.body.0`);
    }
    tail.convs.forEach((name, k) => plan.conv(`UP${k + 1}.conv`, name));
    return {
      architecture,
      spec: {
        kind: 'carn',
        channels,
        scale: tail.scale,
        mobile,
        groups,
        upGroups,
        ...(tail.isShuffled ? {} : { upsampling: 'nearest' }),
      },
      sources: plan.sources,
      constants: meanShift(tensors, options, assumed, { names, usual: 1 }),
      // The other scales' upsampling.
      unused: (name) => isShift(name, names) || (tail.several && /^upsample\.up\d\./.test(name)),
      assumed,
      ranged: true,
    };
  },
};

interface Tail {
  readonly scale: UpScale;
  readonly convs: readonly string[];
  readonly isShuffled: boolean;
  /** Channels that one group takes. */
  readonly takes: number;
  /** Whether the file has other scales, too. */
  readonly several: boolean;
}

/** One upsampling of `upsample.up` or of `upsample.up2`, `up3` and `up4`. */
function tailOf(
  architecture: string,
  tensors: Tensors,
  options: ImportOptions,
  assumed: Assumption[],
): Tail | NearMiss {
  const scales = ([2, 3, 4, 8] as const).filter((scale) =>
    [...tensors.keys()].some((name) => name.startsWith(`upsample.up${scale}.body.`)),
  );
  let prefix = 'upsample.up.body';
  let wanted: UpScale | undefined;
  if (scales.length > 0) {
    const told = scales.find((scale) => scale === options.scale);
    if (options.scale !== undefined && told === undefined) {
      return {
        architecture,
        but: `it upscales by ${scales.join(', ')}, not by ${options.scale} as was told`,
      };
    }
    wanted = toldOr(told, { option: 'scale', value: scales[scales.length - 1] as UpScale }, assumed);
    prefix = `upsample.up${wanted}.body`;
  }
  // conv, ReLU, shuffle; or nearest upsampling, conv, ReLU.
  const isShuffled = tensors.has(`${prefix}.0.weight`);
  const convs: string[] = [];
  for (let k = isShuffled ? 0 : 1; tensors.has(`${prefix}.${k}.weight`); k += 3) convs.push(`${prefix}.${k}`);
  const missing = lacking(architecture, tensors, convs.length > 0 ? convs : [`${prefix}.0`]);
  if (missing) return missing;
  const { shape } = tensors.get(`${convs[0]}.weight`)!;
  const channels = tensors.get('entry.weight')!.shape[0];
  const factor = isShuffled ? Math.sqrt(shape[0] / channels) : (wanted ?? 2) === 3 ? 3 : 2;
  const scale = factor === 3 ? 3 : 2 ** convs.length;
  if ((factor !== 2 && factor !== 3) || ![2, 3, 4, 8].includes(scale)) {
    return { architecture, but: `its upsampling (${convs.join(', ')}) is none by 2, 3, 4 or 8` };
  }
  return { scale: scale as UpScale, convs, isShuffled, takes: shape[1], several: scales.length > 1 };
}
