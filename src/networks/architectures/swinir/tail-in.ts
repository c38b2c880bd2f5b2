import { scaleOf, type Tensors } from '../../import/recognised';
import type { Upsampler } from './upsampler';

/** How the features of a SwinIR become an image. */
interface Tail {
  /** Left out by networks that restore at the input's size. */
  readonly upsampler?: Upsampler;
  /** Undefined where it is none that is known. */
  readonly scale: number | undefined;
  /** Channels in front of the image, of those that widen once more. */
  readonly upChannels?: number;
  /** Our convolutions, theirs, and the factor of the pixel shuffle behind them; the last one gives the image. */
  readonly layers: readonly (readonly [ours: string, theirs: string, shuffle?: number])[];
}

/** The tail that a SwinIR's tensors are those of, by its names. */
export function tailIn(tensors: Tensors): Tail {
  const last = ['Output.conv', 'conv_last'] as const;
  const before = tensors.get('conv_before_upsample.0.weight')?.shape;
  if (before) {
    const first = ['PreUP.conv', 'conv_before_upsample.0'] as const;
    if (tensors.has('conv_up1.weight')) {
      const ups = [1, 2, 3].filter((k) => tensors.has(`conv_up${k}.weight`));
      const layers = ups.map((k) => [`UP${k}.conv`, `conv_up${k}`] as const);
      return {
        upsampler: 'nearest',
        scale: ups.length < 3 && ups[ups.length - 1] === ups.length ? 2 ** ups.length : undefined,
        upChannels: before[0],
        layers: [first, ...layers, ['HRConv.conv', 'conv_hr'], last],
      };
    }
    const scale = scaleOf(tensors, (k) => `upsample.${2 * k}`);
    const count = scale === 3 ? 1 : scale ? Math.log2(scale) : 1;
    const factor = scale === 3 ? 3 : 2;
    const ups = Array.from(
      { length: count },
      (_, k) => [`UP${k + 1}.conv`, `upsample.${2 * k}`, factor] as const,
    );
    return { upsampler: 'shuffle', scale, upChannels: before[0], layers: [first, ...ups, last] };
  }
  const direct = tensors.get('upsample.0.weight')?.shape;
  if (!direct) return { scale: 1, layers: [last] };
  const scale = Math.sqrt(direct[0] / 3);
  const layers = [['Output.conv', 'upsample.0', scale]] as const;
  return { upsampler: 'direct', scale: [2, 3, 4, 8].includes(scale) ? scale : undefined, layers };
}
