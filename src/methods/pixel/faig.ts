import type { NetworkSpec } from '../../networks/architectures/spec';
import type { Profile } from '../../training/recipe';
import { photographs, testPhotographs } from '../../training/data/sets';
import type { SuperResolutionRecipe } from './method';

/** What the target meets: blur of sigma 2 and noise of 0.1 (25.5 of 255), each with probability 0.5. */
const faigDegradations = ['clean', 'blur2', 'noise25.5', 'blur2+noise25.5'] as const;

/** The two bodies that FAIG looks at, x2. */
export type FaigBody = 'srresnet' | 'srcnn';

/**
 * FAIG's pair (Xie et al. 2021): a baseline on clean images, and a target fine-tuned from it that also meets blur and noise. The SRCNN-style body works at the
 * size of its output here, as this project's SRCNN does; theirs ends in a pixel shuffle.
 */
export function faigRecipe(
  profile: Profile,
  body: FaigBody,
  part: 'baseline' | 'target',
): SuperResolutionRecipe {
  const paper = profile === 'paper';
  const network: NetworkSpec =
    body === 'srresnet'
      ? {
          kind: 'srresnet',
          channels: paper ? 64 : 32,
          blocks: 16,
          scale: 2,
          globalResidual: true,
          outerGain: 0.41,
          seed: 1,
        }
      : { kind: 'srcnn', layers: 7, channels: paper ? 64 : 32, scale: 2, globalResidual: false, seed: 1 };
  const isTarget = part === 'target';
  const words = { srresnet: 'SRResNet x2', srcnn: 'SRCNN of 7 layers, x2,' }[body];
  return {
    name: `faig-${body}-${part}`,
    summary: isTarget
      ? `${words} fine-tuned from the baseline on images with blur and noise: FAIG's target`
      : `${words} on clean images: FAIG's baseline`,
    profile,
    task: 'super-resolution',
    network,
    data: photographs(profile, isTarget ? faigDegradations : undefined),
    patch: paper ? 48 : body === 'srresnet' ? 24 : 20,
    batch: paper ? 16 : 8,
    iterations: paper ? (isTarget ? 100_000 : 1_000_000) : isTarget ? 3072 : 4096,
    // How the published rate of fine-tuning falls is not told.
    learningRate:
      paper && !isTarget
        ? { kind: 'steps', from: 2e-4, halveAt: [200_000, 400_000, 600_000, 800_000] }
        : { kind: 'cosine', from: paper ? 5e-5 : isTarget ? 2e-4 : body === 'srresnet' ? 6e-4 : 3e-4 },
    adam: { beta1: 0.9, beta2: 0.99 },
    loss: 'l1',
    ...(isTarget ? { start: `faig-${body}-baseline` } : {}),
    seed: isTarget ? 2 : 1,
    evaluation: testPhotographs(paper ? 5000 : 512, [...faigDegradations]),
    snapshots: [],
    checkpointEvery: paper ? 1000 : 256,
  };
}
