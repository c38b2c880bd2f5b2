import type { Image } from '../../images/image';
import { createRandom, type Random } from '@ddr-lab/base/random';
import { mapPixels } from './map-pixels';

/** A worn line along the running film. Lengths in pixels. */
interface Scratch {
  /** Column at the top, how far it leans over the whole height, and how it wavers. */
  readonly column: number;
  readonly lean: number;
  readonly waver: number;
  readonly phase: number;
  readonly halfWidth: number;
  readonly top: number;
  readonly bottom: number;
  /** What it is blended to: white where the emulsion is gone, black where dirt fills it. */
  readonly tone: number;
  readonly opacity: number;
}

/**
 * Near-vertical scratches, antialiased, many over the whole height, others over a part, bright or dark;
 * their number is Poisson with the mean `rate` in 100 pixels of width.
 */
export function scratches(image: Image, rate: number, seed: number): Image {
  const { height, width } = image;
  const random = createRandom(seed);
  const count = random.poisson((rate * width) / 100);
  const lines = Array.from({ length: count }, () => draw(random, height, width));
  if (count === 0) return image;
  return mapPixels(image, (y, x) => {
    let gain = 1;
    let offset = 0;
    for (const line of lines) {
      const blend = cover(line, x, y, height);
      gain *= 1 - blend;
      offset += (line.tone - offset) * blend;
    }
    return [gain, offset];
  });
}

function draw(random: Random, height: number, width: number): Scratch {
  const whole = random.uniform() < 0.5;
  const length = whole ? height : height * (0.15 + 0.6 * random.uniform());
  const top = whole ? 0 : random.uniform() * (height - length);
  return {
    column: random.uniform() * width,
    lean: (random.uniform() - 0.5) * 0.03 * height,
    waver: random.uniform() * 0.6,
    phase: random.uniform() * 2 * Math.PI,
    halfWidth: 0.3 + 0.5 * random.uniform(),
    top: whole ? -1 : top,
    bottom: whole ? height : top + length,
    tone: random.uniform() < 0.65 ? 0.95 : 0.05,
    opacity: 0.25 + 0.5 * random.uniform(),
  };
}

/** How much of the scratch shows at a pixel, 0 to 1: soft over a pixel at its sides and five at its ends. */
function cover(line: Scratch, x: number, y: number, height: number): number {
  const t = y / height;
  const centre = line.column + line.lean * t + line.waver * Math.sin(9 * t + line.phase);
  const side = clip(line.halfWidth + 0.5 - Math.abs(x - centre));
  if (side === 0) return 0;
  return line.opacity * side * clip((y - line.top) / 5) * clip((line.bottom - y) / 5);
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
