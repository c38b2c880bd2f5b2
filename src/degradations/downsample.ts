import { mapSamples } from '@ddr-lab/images/image';
import { resize, type ResizeMethod } from '@ddr-lab/images/resize';
import { type Degradation, type Range, requireInRange } from './degradation';

export interface DownsampleOptions {
  /** Factor by which height and width shrink (rounded up), 1 or more; default 4. */
  readonly scale?: number;
  /** Default `bicubic`. */
  readonly method?: ResizeMethod;
  /** Widen the kernel by the factor against aliasing; default true, except `nearest`, which never does. */
  readonly antialias?: boolean;
  /** Levels to which each direction's result is rounded, or `false`; default 255. */
  readonly levels?: number | false;
}

export const downsampleScale: Range = { what: 'factor', min: 1, max: 100 };

/**
 * Downsampling as MATLAB's `imresize(image, 1 / scale, method)`, clipped to [0, 1]. It rounds to 8 bits as
 * MATLAB does with uint8 images, in which the field's LR sets are made: their files come out the same.
 */
export const downsample: Degradation<DownsampleOptions> = async (image, options = {}) => {
  const { method, antialias, levels = 255 } = options;
  const scale = requireInRange('Downsampling', downsampleScale, options.scale ?? 4);
  const small = resize(image, { scale: 1 / scale, method, antialias, levels: levels || undefined });
  return mapSamples(small, (value) => value);
};
