import type { Degradation } from './degradation';
import { anisotropicBlur } from './anisotropic-blur';
import { clean } from './clean';
import { downsample } from './downsample';
import { gaussianBlur } from './gaussian-blur';
import { gaussianNoise } from './gaussian-noise';
import { jpeg } from './jpeg';
import { jpeg2000 } from './jpeg2000';
import { mild } from './mild';
import { motionBlur } from './motion-blur';
import { oldFilm } from './old-film';
import { pixelShift } from './pixel-shift';
import { poissonNoise } from './poisson-noise';
import { rain } from './rain';
import { rainStreaks } from './rain-streaks';
import { saltAndPepper } from './salt-and-pepper';
import { snow } from './snow';

/** Every degradation that is built in, by the name of its function: one is one line here. */
export const degradations = {
  clean,
  gaussianBlur,
  gaussianNoise,
  jpeg,
  jpeg2000,
  poissonNoise,
  saltAndPepper,
  motionBlur,
  pixelShift,
  mild,
  oldFilm,
  downsample,
  anisotropicBlur,
  rain,
  rainStreaks,
  snow,
} satisfies Readonly<Record<string, Degradation>>;
