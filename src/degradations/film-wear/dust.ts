import { createImage, type Image } from '../../images/image';
import { createRandom } from '@ddr-lab/base/random';

/**
 * Specks of dust and dirt: soft-edged ellipses of 0.5 to 3 pixels radius, small ones most often, dark or bright;
 * their number is Poisson with the mean `rate` in 100 x 100 pixels.
 */
export function dust(image: Image, rate: number, seed: number): Image {
  const { height, width } = image;
  const random = createRandom(seed);
  const out = createImage(height, width, image.data.slice());
  const count = random.poisson((rate * height * width) / 1e4);
  for (let i = 0; i < count; i++) {
    const radius = Math.min(3, 0.5 / Math.sqrt(1 - random.uniform()));
    const speck: Speck = {
      row: random.uniform() * height,
      column: random.uniform() * width,
      radius,
      flattening: 1 + random.uniform(),
      angle: random.uniform() * Math.PI,
      tone: random.uniform() < 0.6 ? 0.05 : 0.95,
      opacity: 0.35 + 0.55 * random.uniform(),
    };
    blend(out, speck);
  }
  return out;
}

/** An ellipse of the semi-axes radius x flattening and radius / flattening, in pixels. */
interface Speck {
  readonly row: number;
  readonly column: number;
  readonly radius: number;
  readonly flattening: number;
  readonly angle: number;
  readonly tone: number;
  readonly opacity: number;
}

function blend(image: Image, speck: Speck): void {
  const { row, column, radius, flattening, angle, tone, opacity } = speck;
  const reach = Math.ceil(radius * flattening) + 1;
  const top = Math.max(0, Math.floor(row) - reach);
  const bottom = Math.min(image.height - 1, Math.floor(row) + reach);
  const left = Math.max(0, Math.floor(column) - reach);
  const right = Math.min(image.width - 1, Math.floor(column) + reach);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = (x - column) * Math.cos(angle) + (y - row) * Math.sin(angle);
      const across = (y - row) * Math.cos(angle) - (x - column) * Math.sin(angle);
      const distance = Math.hypot(along / flattening, across * flattening);
      const cover = opacity * Math.min(1, Math.max(0, radius + 0.5 - distance));
      for (let i = (y * image.width + x) * 3, end = i + 3; i < end; i++) {
        image.data[i] += (tone - image.data[i]) * cover;
      }
    }
  }
}
