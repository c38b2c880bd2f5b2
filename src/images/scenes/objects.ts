import { InputError } from '../../errors';
import { createRandom } from '../../random/random';
import type { Image } from '../image';
import { createCanvas, develop, paintBackground } from './canvas';
import { checkSeed, checkSize } from './scene';

export const objectClasses = [
  'ball',
  'ring',
  'crate',
  'leaf',
  'star',
  'tree',
  'cross',
  'fish',
  'mushroom',
  'house',
] as const;
export interface ObjectOptions {
  objectClass: number;
  seed?: number;
  index?: number;
  size?: number;
}
export function drawObject(options: ObjectOptions): Image {
  const { objectClass, seed = 0, index = 0, size = 32 } = options;
  checkSize(size, size);
  checkSeed(seed, index);
  if (!(objectClass in objectClasses)) throw new InputError('class');
  createRandom(seed, index, 2);
  const canvas = createCanvas(size, size);
  paintBackground(canvas, (_x, _y, _d, o) => {
    o[0] = o[1] = o[2] = 0.2;
  });
  return develop(canvas);
}
