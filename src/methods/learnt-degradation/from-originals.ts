import type { DegraderOptions } from '../../networks/architectures/degrader/network';
import { photographs, testPhotographs } from '../../training/data/sets';
import type { Profile } from '../../training/recipe';
import type { LearntDegradationRecipe } from './method';
import { targetDomain } from './target';

/** What is particular to one of the degraders. */
interface Particulars {
  readonly name: string;
  readonly summary: string;
  readonly network: DegraderOptions;
  /** Of the weights and of the patches. */
  readonly seed: number;
}

/**
 * A degrader from HR images to LR images of the target domain, as DASR trains its DSN (Wei et al. 2021): a judge on Haar's bands, the local mean colours of the bicubic LR image kept, and as published a perceptual
 * loss, through our classifier in the place of LPIPS. Compact: the judge weighs more and learns faster (as DSGAN's here), without a perceptual loss.
 */
function fromOriginals(
  profile: Profile,
  { name, summary, network, seed }: Particulars,
): LearntDegradationRecipe {
  const paper = profile === 'paper';
  return {
    name,
    summary,
    profile,
    task: 'learnt-degradation',
    network: { kind: 'degrader', input: 'hr', ...network, seed },
    data: photographs(profile),
    scale: 4,
    target: targetDomain,
    perceptual: { network: 'resnet18-perceptual', layers: ['Conv2_2', 'Conv3_2'] },
    discriminator: {
      network: { kind: 'frequency-judge', bands: 'haar', width: paper ? 64 : 16, seed: seed + 1 },
      learningRate: { kind: 'cosine', from: paper ? 1e-4 : 1e-3 },
    },
    patch: paper ? 64 : 32,
    batch: 8,
    iterations: paper ? 20_000 : 1536,
    learningRate: { kind: 'cosine', from: paper ? 1e-4 : 5e-4 },
    adam: { beta1: 0.5, beta2: 0.999 },
    losses: paper
      ? { adversarial: 0.005, colours: 1, perceptual: 0.01 }
      : { adversarial: 0.03, colours: 1, perceptual: 0 },
    seed,
    evaluation: testPhotographs(paper ? 1000 : 128),
    snapshots: [],
    checkpointEvery: paper ? 500 : 128,
  };
}

/** DASR's degrading network, DSN (Wei et al. 2021). Compact: three planes of noise go in, and the mean of 4 x 4 pixels is added. */
export function dasrDsn(profile: Profile): LearntDegradationRecipe {
  return fromOriginals(profile, {
    name: 'dasr-dsn',
    summary: "DASR's degrader: HR images become LR images that look blurred and noisy",
    network: profile === 'paper' ? {} : { channels: 32, blocks: 4, noise: true },
    seed: 21,
  });
}

/**
 * MSSR's degraders (Lee et al. 2022), two of different depth: noise goes in before each block, with a gain for each channel that is learnt from 0 on. As published the two are of different architectures, a plain one and one with attention.
 */
export function mssrDegrader(profile: Profile, number: 1 | 2): LearntDegradationRecipe {
  const paper = profile === 'paper';
  const blocks = { 1: paper ? 8 : 4, 2: paper ? 16 : 2 }[number];
  return fromOriginals(profile, {
    name: `mssr-degrader-${number}`,
    summary: `MSSR's ${number === 1 ? 'first' : 'second'} degrader: noise goes in before each of ${blocks} blocks`,
    network: { ...(paper ? {} : { channels: 32 }), blocks, injection: true, skip: !paper },
    seed: 23 + 10 * number,
  });
}
