import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '../image';
import { createCanvas, develop } from './canvas';
import { createStage } from './composition';
import { between, logBetween } from './draw';
import { objectPainters } from './object-painters';
import { paintSurroundings } from './object-surroundings';
import { samplePalette } from './palette';
import { checkSeed, checkSize } from './scene';

/** Classes of drawn objects, by number. A class is a form with its texture; colours tell nothing about it. */
export const objectClasses = Object.keys(objectPainters);

/** What `drawObject` takes. */
export interface ObjectOptions {
  /** Number of the class in `objectClasses`, or its name. */
  objectClass: number | string;
  /** Seed of the set of objects; any whole number, default 0. */
  seed?: number;
  /** Number of the picture within its set; default 0. */
  index?: number;
  /** Height and width in pixels, 8 to 8,192; default 32. */
  size?: number;
}

/**
 * One object of a class before a scene: the embedded stand-in for CIFAR-10. Place, size, turn, colours, light,
 * what lies behind it and what half hides it differ from picture to picture; the class decides form and texture.
 * Drawn at twice the size and averaged, as small photographs are. Pure: the same options give the same picture.
 *
 * @throws InputError for a class that does not exist, or a size or seed that cannot be.
 */
export function drawObject(options: ObjectOptions): Image {
  const { objectClass, seed = 0, index = 0, size = 32 } = options;
  checkSize(size, size);
  checkSeed(seed, index);
  const name = typeof objectClass === 'string' ? objectClass : objectClasses[objectClass];
  const paintObject = objectClasses.includes(name) ? objectPainters[name] : undefined;
  if (!paintObject) {
    throw new InputError(
      `${objectClass} is no class of objects; they are 0 to ${objectClasses.length - 1}: ${objectClasses.join(', ')}.`,
    );
  }
  // The stream does not hang on the class, so that the same number in another class has like colours and place.
  const random = createRandom(seed, index, 2);
  const stage = createStage(random, createCanvas(2 * size, 2 * size), samplePalette(random));
  const pose = {
    x: size * (1 + 0.22 * between(random, -1, 1)),
    y: size * (1 + 0.22 * between(random, -1, 1)),
    radius: size * logBetween(random, 0.55, 0.98),
    aspect: 1,
    angle: 0.35 * random.normal(),
  };
  const camera = {
    key: Math.min(0.4, Math.max(0.06, 0.2 * Math.exp(0.4 * random.normal()))),
    contrast: between(random, 1, 1.4),
    grain: logBetween(random, 0.002, 0.012),
  };
  paintSurroundings(stage, pose, 'before');
  paintObject(stage, pose);
  paintSurroundings(stage, pose, 'behind');
  return halve(develop(stage.canvas, camera));
}

/** Each 2 x 2 pixels averaged. */
function halve(image: Image): Image {
  const { height, width } = image;
  const out = createImage(height / 2, width / 2);
  for (let y = 0; y < out.height; y++) {
    for (let x = 0; x < out.width; x++) {
      for (let c = 0; c < 3; c++) {
        const i = (2 * y * width + 2 * x) * 3 + c;
        const sum =
          image.data[i] + image.data[i + 3] + image.data[i + width * 3] + image.data[i + width * 3 + 3];
        out.data[(y * out.width + x) * 3 + c] = sum / 4;
      }
    }
  }
  return out;
}
