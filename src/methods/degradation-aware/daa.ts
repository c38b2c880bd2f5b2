import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import { degradations, encoderOf, patchOf } from './dasr';
import type { DegradationAwareRecipe } from './method';
import type { DegradationRankingRecipe } from './ranked';
import type { RankingSettings } from './ranking';

/** As published: 5 times the difference of two patches of one degradation. At the compact length that holds all scores together: 1 there. */
const rankingOf = (profile: Profile, groups: number): RankingSettings => ({
  groups,
  margin: 0.5,
  same: profile === 'paper' ? 5 : 1,
  clean: 2,
});

/**
 * DAA's encoder with its ranker (the first 100 epochs). The published one begins from nothing, and its code has no contrast; the compact one begins as `dasr-encoder`, since ranks alone order the encoder slowly.
 */
export function daaEncoder(profile: Profile): DegradationRankingRecipe {
  const paper = profile === 'paper';
  const groups = paper ? 32 : 6;
  return {
    name: 'daa-encoder',
    summary: "DAA's encoder with a ranker behind: a higher score is a stronger degradation",
    profile,
    task: 'degradation-ranking',
    network: { kind: 'degradation-encoder', ...encoderOf(profile), ranked: true, seed: 5 },
    ...(paper ? {} : { start: 'dasr-encoder' }),
    data: photographs(profile),
    patch: patchOf(profile),
    scale: 4,
    // Under noise blur is hard to tell, and few pairs without would teach it: half of the images have none.
    model: paper ? degradations(profile) : { ...degradations(profile), without: { noise: 0.5, blur: 0.1 } },
    ranking: rankingOf(profile, groups),
    batch: 5 * groups,
    iterations: paper ? 97_000 : 2048,
    // As DASR's first stage falls; of DAA's own only the beginning is known.
    learningRate: paper
      ? { kind: 'steps', from: 1e-4, halveAt: [58_200, 58_201, 58_202] }
      : { kind: 'cosine', from: 5e-4 },
    adam: { beta1: 0.9, beta2: 0.999 },
    seed: 6,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}

/** DAA: a network that was trained on clean images, adapters in it told of the degradation by the encoder, which goes on ranking. Published on IMDN; here on SRResNet. */
export function daa(profile: Profile): DegradationAwareRecipe {
  const paper = profile === 'paper';
  const groups = paper ? 6 : 2;
  return {
    name: 'daa',
    summary:
      'DAA: adapters in SRResNet-wGR that are told of the degradation, one of them chosen for each pixel',
    profile,
    task: 'degradation-aware',
    network: {
      kind: 'degradation-adapted',
      channels: paper ? 64 : 32,
      regions: paper ? 4 : 2,
      encoder: encoderOf(profile),
      seed: 7,
    },
    start: 'srresnet-wgr',
    data: photographs(profile),
    patch: paper ? 48 : 24,
    model: degradations(profile),
    positives: 'both',
    ranking: { ...rankingOf(profile, groups), weight: 0.2 / 255, encoder: 'daa-encoder' },
    batch: 5 * groups,
    iterations: paper ? 679_000 : 2560,
    learningRate: paper
      ? { kind: 'steps', from: 1e-4, halveAt: [169_750, 339_500, 509_250] }
      : { kind: 'cosine', from: 4e-4 },
    adam: { beta1: 0.9, beta2: 0.999 },
    seed: 8,
    evaluation: testPhotographs(paper ? 5000 : 512),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}
