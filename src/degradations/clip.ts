import { type Clip, mapFrames } from '@ddr-lab/images/clip';
import { type Seeded, subSeed } from './degradation';
import { type AnyDegradation, degrade } from './presets';

/**
 * A clip, every frame of it degraded in the same way, as `degrade` does it; noise and rain are drawn anew for each frame.
 *
 * @throws InputError for a preset that does not exist.
 */
export function degradeClip(clip: Clip, preset: AnyDegradation, options: Seeded = {}): Promise<Clip> {
  const { seed = 0 } = options;
  return mapFrames(clip, (frame, t) => degrade(frame, preset, { ...options, seed: subSeed(seed, t) }));
}
