import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { degradation, type NumberOption } from './degradation';

export interface PixelShiftOptions {
  /** Pixels to the right, fractions too; default 0. */
  readonly dx?: number;
  /** Pixels down, fractions too; default 0. */
  readonly dy?: number;
  /** Default `bicubic` (Keys, a = -0.5). */
  readonly method?: 'bicubic' | 'bilinear';
}

const along = (name: string): NumberOption => ({
  what: `${name} (in pixels)`,
  min: -1000,
  max: 1000,
  default: 0,
});

/**
 * Moves the content by (dx, dy) pixels; whole pixels exactly, fractions by interpolation. The border is
 * replicated, the result clipped to [0, 1].
 */
export const pixelShift = degradation<PixelShiftOptions>({
  title: 'Pixel shift',
  summary: 'The content moved right and down, border repeated.',
  source: "SciPy's `map_coordinates`; Keys's cubic on parabolas",
  options: {
    dx: along('dx'),
    dy: along('dy'),
    method: { what: 'interpolation', of: ['bicubic', 'bilinear'], default: 'bicubic' },
  },
  presets: [
    {
      word: 'shift',
      number: { what: 'shift (in pixels)', min: 0, max: 1000 },
      example: 1.5,
      summary: 'content moved N pixels right and N down, fractions too',
      options: (N) => ({ dx: N, dy: N }),
    },
  ],
  apply: (image, { dx, dy, method }) => {
    const shifted = shiftAlong(shiftAlong(image, -dy, 'rows', method), -dx, 'columns', method);
    return mapSamples(shifted, (value) => value);
  },
});

/** Each sample becomes the one `offset` rows (or columns) further on. */
function shiftAlong(
  image: Image,
  offset: number,
  axis: 'rows' | 'columns',
  method: 'bicubic' | 'bilinear',
): Image {
  const whole = Math.floor(offset);
  const weights = method === 'bicubic' ? keys(offset - whole) : [0, 1 - (offset - whole), offset - whole, 0];
  const { height, width, data } = image;
  const [rows, columns] = axis === 'rows' ? [1, 0] : [0, 1];
  const out = createImage(height, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let tap = 0; tap < 4; tap++) {
        if (weights[tap] === 0) continue;
        const from = whole + tap - 1;
        const row = clamp(y + rows * from, height);
        const column = clamp(x + columns * from, width);
        for (let c = 0; c < 3; c++) {
          out.data[(y * width + x) * 3 + c] += weights[tap] * data[(row * width + column) * 3 + c];
        }
      }
    }
  }
  return out;
}

/** Weights of the samples at -1, 0, 1 and 2 for a point at `t` of [0, 1): Keys (1981), a = -0.5. */
function keys(t: number): number[] {
  return [
    ((-0.5 * t + 1) * t - 0.5) * t,
    (1.5 * t - 2.5) * t * t + 1,
    ((-1.5 * t + 2) * t + 0.5) * t,
    (0.5 * t - 0.5) * t * t,
  ];
}

function clamp(position: number, length: number): number {
  return position < 0 ? 0 : position >= length ? length - 1 : position;
}
