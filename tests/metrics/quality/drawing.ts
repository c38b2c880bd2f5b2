import { createImage, type Image } from '@ddr-lab/images/image';

/** How `tests/fixtures/quality/make_naturalness.py` draws an image. */
export interface Drawing {
  readonly height: number;
  readonly width: number;
  readonly noise: number;
  readonly seed: number;
}

/** The same image as there, by whole numbers alone. */
export function draw({ height, width, noise, seed }: Drawing): Image {
  const pitch = (width + 4) * 3;
  let state = seed;
  const drawn = Array.from({ length: (height + 4) * pitch }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  const image = createImage(height, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dark = y >= Math.floor(height / 3) && y < Math.floor(height / 2);
      const inside = dark && x >= Math.floor(width / 4) && x < Math.floor(width / 2);
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let k = 0; k < 25; k++) sum += drawn[(y + Math.floor(k / 5)) * pitch + (x + (k % 5)) * 3 + c];
        const own = drawn[(y + 2) * pitch + (x + 2) * 3 + c];
        const level =
          128 + 2 * (Math.floor(sum / 25) - 128) + Math.floor(((own - 128) * noise) / 64) - (inside ? 60 : 0);
        image.data[(y * width + x) * 3 + c] = Math.min(255, Math.max(0, level)) / 255;
      }
    }
  }
  return image;
}
