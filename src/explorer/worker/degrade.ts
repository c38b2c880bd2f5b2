import { createImage, type Image } from '@ddr-lab/images/image';
import { gaussianBlur } from '../../degradations/gaussian-blur';
import { gaussianNoise } from '../../degradations/gaussian-noise';
import { rainLayer } from '../../degradations/rain';
import { addLayer } from '../../degradations/weather';
import type { Degrading, Pixels } from './messages';

/**
 * What a learnt degrader makes of it, then rain, blur, noise and JPEG, in this order, then 8 bits: what falls in front of a lens is blurred by it, a sensor's noise comes after,
 * a file is written last. Blur, noise and rain are the library's own functions; JPEG is the browser's encoder, which need not be libjpeg.
 */
export async function degradePixels(
  image: Pixels,
  by: Degrading,
  seed: number,
  learnt?: (image: Image) => Promise<Image>,
): Promise<Image> {
  let out: Image = createImage(image.height, image.width, image.data.slice());
  if (learnt) out = await learnt(out);
  if (by.rain > 0) out = addLayer(out, rainLayer(out.height, out.width, rainOf(by.rain), seed), 0.85);
  if (by.blur > 0) out = await gaussianBlur(out, { sigma: by.blur });
  if (by.noise > 0) out = await gaussianNoise(out, { sigma: by.noise, seed });
  inBytes(out);
  return by.jpeg < 100 ? compress(out, by.jpeg) : out;
}

/** Clips to [0, 1] and rounds to 8 bits. */
export function inBytes({ data }: Image): void {
  for (let i = 0; i < data.length; i++) data[i] = Math.round(Math.min(1, Math.max(0, data[i])) * 255) / 255;
}

/** Streaks as the library's ranges have them at half the length: the more there are, the longer and wider. */
function rainOf(perMille: number): { amount: number; width: number; length: number; angle: number } {
  const strong = Math.min(1, perMille / 10);
  return {
    amount: perMille / 1000,
    width: perMille < 3 ? 1 : perMille < 5 ? 3 : perMille < 8 ? 5 : 7,
    length: Math.round(13 + 14 * strong),
    angle: 10 + 15 * strong,
  };
}

async function compress({ height, width, data }: Image, quality: number): Promise<Image> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const pixels = context.createImageData(width, height);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) pixels.data[4 * i + c] = Math.round(data[3 * i + c] * 255);
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
  const read = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  context.drawImage(read, 0, 0);
  read.close();
  const { data: bytes } = context.getImageData(0, 0, width, height);
  const out = createImage(height, width);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) out.data[3 * i + c] = bytes[4 * i + c] / 255;
  }
  return out;
}
