import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { input, layers, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { writeWeights } from '../../networks/network';
import type { UnpairedRecipe } from './method';

/** Each halves the image by means of squares of 2 x 2: a stride of 8 at once is no layer of compiled graphs. */
const HALVINGS = ['Means1', 'Means2', 'Means3'];

/**
 * Means of squares of 8 x 8: N x H x W x 3, sides multiples of 8, to N x H / 8 x W / 8 x 3. Blur and noise leave them as
 * they are, so a network that degrades has to as well, or it drifts in brightness and contrast (the colour loss of DSGAN,
 * Fritsche et al. 2019).
 */
export function meanColours(): LayersModel {
  const image = input({ shape: [null, null, 3] });
  const settings = { filters: 3, kernelSize: 2, strides: 2, padding: 'same', useBias: false } as const;
  let x = image;
  for (const name of HALVINGS) {
    x = layers.conv2d({ name, ...settings, kernelInitializer: 'zeros' }).apply(x) as SymbolicTensor;
  }
  const colours = model({ inputs: image, outputs: x });
  // 2 x 2 x 3 x 3: each channel from its own alone.
  const data = Float32Array.from({ length: 36 }, (_, i) => (Math.floor(i / 3) % 3 === i % 3 ? 1 / 4 : 0));
  writeWeights(colours, new Map(HALVINGS.map((name) => [`${name}/kernel`, { shape: [2, 2, 3, 3], data }])));
  return colours;
}

/** The networks of the inner cycle. */
interface Models {
  /** From degraded to clean (the paper's G1). */
  readonly forward: LayersModel;
  /** From clean to degraded (G2). */
  readonly backward: LayersModel;
}

/**
 * What the restoring network learns from (CinCGAN's inner cycle, Yuan et al. 2018, Eq. 1 to 5): restored images pass for
 * clean, lead back to where they came from, and are smooth; clean images stay as they are. The verdict is
 * cross-entropy here, least squares there. With `reverse` it also learns from pairs: clean images, and what the degrading
 * network made of them.
 */
export function restoringObjective(
  { forward, backward, discriminator }: Models & { readonly discriminator: LayersModel },
  { losses: weights, reverse }: Pick<UnpairedRecipe, 'losses' | 'reverse'>,
  shape: readonly number[],
): Objective {
  return {
    networks: {
      forward: { model: forward, role: 'trained' },
      backward: { model: backward, role: 'held' },
      discriminator: { model: discriminator, role: 'held' },
    },
    inputs: { degraded: shape, clean: shape, ...(reverse ? { faked: shape } : {}) },
    build: <T>(
      calculus: Calculus<T>,
      { degraded, clean, faked }: Readonly<Record<string, T>>,
    ): Written<T> => {
      const [restored] = calculus.apply('forward', degraded);
      const [again] = calculus.apply('backward', restored);
      const [same] = calculus.apply('forward', clean);
      const [logits] = calculus.apply('discriminator', restored);
      const published = {
        adversarial: [weights.adversarial, calculus.verdict(logits, true)],
        cycle: [weights.cycle, calculus.mse(again, degraded)],
        identity: [weights.identity, calculus.l1(same, clean)],
        totalVariation: [weights.totalVariation, calculus.totalVariation(restored)],
      } as const;
      const outputs = { restored };
      if (!reverse) return { ...weighted(calculus, published), outputs };
      const pairs = calculus.l1(calculus.apply('forward', faked)[0], clean);
      return { ...weighted(calculus, { ...published, pairs: [reverse.pairs, pairs] }), outputs };
    },
  };
}

/**
 * What the degrading network learns from: restored images become again what they were (Eq. 2). With `reverse` also: what
 * it makes of clean images passes for degraded, to a discriminator of its own, and keeps their colours.
 */
export function degradingObjective(
  {
    forward,
    backward,
    discriminator,
    colours: means,
  }: Models & {
    readonly discriminator?: LayersModel;
    /** The means of squares (`meanColours`). */
    readonly colours?: LayersModel;
  },
  { losses: weights, reverse }: Pick<UnpairedRecipe, 'losses' | 'reverse'>,
  shape: readonly number[],
): Objective {
  return {
    networks: {
      forward: { model: forward, role: 'held' },
      backward: { model: backward, role: 'trained' },
      ...(discriminator ? { discriminator: { model: discriminator, role: 'held' } as const } : {}),
      ...(means ? { colours: { model: means, role: 'fixed' } as const } : {}),
    },
    inputs: { degraded: shape, ...(reverse ? { clean: shape } : {}) },
    build: <T>(calculus: Calculus<T>, { degraded, clean }: Readonly<Record<string, T>>): Written<T> => {
      const [again] = calculus.apply('backward', calculus.apply('forward', degraded)[0]);
      const published = { cycle: [weights.cycle, calculus.mse(again, degraded)] } as const;
      if (!reverse) return weighted(calculus, published);
      const [faked] = calculus.apply('backward', clean);
      const [logits] = calculus.apply('discriminator', faked);
      const colours = calculus.l1(calculus.apply('colours', faked)[0], calculus.apply('colours', clean)[0]);
      const added = {
        adversarial: [reverse.adversarial, calculus.verdict(logits, true)],
        colours: [reverse.colours, colours],
      } as const;
      return { ...weighted(calculus, { ...published, ...added }), outputs: { faked } };
    },
  };
}

/** What an objective writes. */
interface Written<T> {
  losses: Record<string, T>;
  total: T;
  outputs?: Record<string, T>;
}

/** Losses, each with its weight, and their sum. */
function weighted<T>(
  calculus: Calculus<T>,
  terms: Readonly<Record<string, readonly [number, T]>>,
): Written<T> {
  const total = calculus.sum(Object.values(terms));
  const losses = Object.fromEntries(Object.entries(terms).map(([name, [, loss]]) => [name, loss]));
  return { losses: { ...losses, total }, total };
}
