import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createImage, type Image } from '@ddr-lab/images/image';

/** scikit-image's values for a pair of images, with `border` pixels left out along each side. */
export interface PairValues {
  readonly border: number;
  readonly psnr: number;
  readonly psnrY: number;
  readonly ssim: number;
  readonly ssimY: number;
}

interface Stored {
  pairs: { height: number; width: number; images: [string, string]; values: PairValues[] }[];
}

/** The pairs of tests/fixtures/quality (see make.py there). */
export function pairs(): { a: Image; b: Image; values: readonly PairValues[] }[] {
  const file = path.join(__dirname, '../fixtures/quality/pairs.json');
  const stored = JSON.parse(readFileSync(file, 'utf8')) as Stored;
  return stored.pairs.map(({ height, width, images, values }) => {
    const [a, b] = images.map((text) =>
      createImage(
        height,
        width,
        Float32Array.from(Buffer.from(text, 'base64'), (level) => level / 255),
      ),
    );
    return { a, b, values };
  });
}
