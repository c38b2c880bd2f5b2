import type { Evaluation, PairData, Profile } from '../recipe';

/**
 * What super-resolution is trained on: DIV2K's 800 photographs as published, the 400 of BSDS500 in the compact
 * profile; procedural scenes where they are not here. `degradations` as in `PairData`.
 */
export function photographs(profile: Profile, degradations?: readonly string[]): PairData {
  const sets: PairData =
    profile === 'paper'
      ? {
          train: { set: 'div2k/train' },
          fallback: { set: 'scenes', count: 800, size: 512, seed: 1000 },
        }
      : {
          train: { set: 'bsds500/train' },
          fallback: { set: 'scenes', count: 400, size: 320, seed: 1000 },
        };
  return degradations ? { ...sets, degradations } : sets;
}

/** What super-resolution is measured on, every so many iterations: no image of it is trained on. */
export function testPhotographs(every: number, degradations?: readonly string[]): Evaluation {
  const set: Evaluation = { set: 'bsds500/val', fallback: 'scenes', count: 100, every };
  return degradations ? { ...set, degradations } : set;
}
