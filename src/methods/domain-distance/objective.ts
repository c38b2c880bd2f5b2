import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { input, layers, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { writeWeights } from '../../networks/network';
import type { DomainDistanceRecipe } from './method';

/**
 * Means of squares of 2 x 2: N x H x W x 3 to N x H / 2 x W / 2 x 3, half of Haar's low band. What the judge does not see, as its bands are the other three.
 */
export function lowBand(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const low = layers.conv2d({
    name: 'Low',
    filters: 3,
    kernelSize: 2,
    strides: 2,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'zeros',
  });
  const band = model({ inputs: image, outputs: low.apply(image) as SymbolicTensor });
  // 2 x 2 x 3 x 3: each channel from its own alone.
  const data = Float32Array.from({ length: 36 }, (_, i) => (Math.floor(i / 3) % 3 === i % 3 ? 1 / 4 : 0));
  writeWeights(band, new Map([['Low/kernel', { shape: [2, 2, 3, 3], data }]]));
  return band;
}

/** The networks of an SR training that knows domain distance. */
export interface DomainDistanceModels {
  readonly network: LayersModel;
  /** On the bands of HR patches. */
  readonly judge: LayersModel;
  readonly low: LayersModel;
  /** A classifier, where the perceptual loss has a weight. */
  readonly features?: LayersModel;
}

/**
 * What DASR's super-resolution learns from (Wei et al. 2021). Of generated LR patches: pixels, each place's difference times its weight in the map of domain distance; the low band; a classifier's features. Of true LR patches, which have
 * no HR: their high frequencies pass for those of unpaired HR patches. What has no weight is not computed.
 */
export function domainDistanceObjective(
  { network, judge, low, features }: DomainDistanceModels,
  {
    batch,
    patch,
    losses: weights,
    perceptual,
  }: Pick<DomainDistanceRecipe, 'batch' | 'patch' | 'losses' | 'perceptual'>,
  scale: number,
): Objective {
  const lr = [batch, patch, patch, 3];
  const hr = [batch, patch * scale, patch * scale, 3];
  return {
    networks: {
      network: { model: network, role: 'trained' },
      ...(weights.adversarial > 0 && { judge: { model: judge, role: 'held' as const } }),
      ...(weights.low > 0 && { low: { model: low, role: 'fixed' as const } }),
      ...(features && { features: { model: features, role: 'fixed' as const } }),
    },
    inputs: { made: lr, hr, map: hr, ...(weights.adversarial > 0 && { target: lr }) },
    build: <T>(calculus: Calculus<T>, { made, hr: wanted, map, target }: Readonly<Record<string, T>>) => {
      const [sr] = calculus.apply('network', made);
      const losses: Record<string, T> = { pixels: calculus.weightedL1(sr, wanted, map) };
      const outputs: Record<string, T> = {};
      if (weights.low > 0) {
        losses.low = calculus.l1(calculus.apply('low', sr)[0], calculus.apply('low', wanted)[0]);
      }
      if (features) {
        const seen = calculus.apply('features', sr, perceptual.layers);
        const known = calculus.apply('features', wanted, perceptual.layers);
        losses.perceptual = calculus.sum(seen.map((feature, i) => [1, calculus.l1(feature, known[i])]));
      }
      if (weights.adversarial > 0) {
        [outputs.real] = calculus.apply('network', target);
        losses.adversarial = calculus.verdict(calculus.apply('judge', outputs.real)[0], true);
      }
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights], loss]),
      );
      return { losses: { ...losses, total }, total, outputs };
    },
  };
}
