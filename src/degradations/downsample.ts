import { mapSamples } from '@ddr-lab/images/image';
import { resize, type ResizeMethod } from '@ddr-lab/images/resize';
import { degradation, type NumberOption, type PresetWord } from './degradation';

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

const scale: NumberOption = { what: 'factor', min: 1, max: 100, default: 4 };

const preset = (method: ResizeMethod, summary: string): PresetWord<DownsampleOptions> => ({
  word: method,
  number: scale,
  example: 4,
  summary,
  options: (N) => ({ scale: N, method }),
});

/**
 * Downsampling as MATLAB's `imresize(image, 1 / scale, method)`, clipped to [0, 1]. It rounds to 8 bits as
 * MATLAB does with uint8 images, in which the field's LR sets are made: their files come out the same.
 */
export const downsample = degradation<DownsampleOptions>({
  title: 'Downsampling',
  summary: 'Downsampling, antialiased, to 8 bits.',
  source: "MATLAB's `imresize`",
  options: {
    scale,
    method: { what: 'kernel', default: 'bicubic' },
    antialias: { what: 'kernel widened against aliasing', of: [true, false], default: true },
    levels: { what: 'levels to which it is rounded, or false', default: 255 },
  },
  presets: [
    preset('bicubic', "bicubic downsampling by N, MATLAB's imresize"),
    preset('bilinear', "bilinear downsampling by N, MATLAB's imresize"),
    preset('nearest', 'nearest-neighbour downsampling by N'),
  ],
  apply: (image, options) => {
    const { method, antialias, levels } = options;
    const small = resize(image, { scale: 1 / options.scale, method, antialias, levels: levels || undefined });
    return mapSamples(small, (value) => value);
  },
});
