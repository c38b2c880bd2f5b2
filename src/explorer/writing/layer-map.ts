import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { OnProgress } from '@ddr-lab/base/progress';
import { pca } from '@ddr-lab/projection/pca/pca';
import { tsne } from '@ddr-lab/projection/tsne';
import type { LayerMap } from '../shared/data';
import type { Reference } from '../shared/neighbours';
import { calibrate, type Split } from './calibrate';
import { halved, type Packer } from './packer';

/** Principal components kept of a layer: more of a patch's 2 C numbers change no neighbour. */
const COMPONENTS = 20;

/** How maps are made. */
export interface MapSettings {
  /** Whether there is a t-SNE map beside the principal components. */
  readonly tsne: boolean;
  readonly perplexity: number;
  readonly seed: number;
  /** The group of every row, how many there are, and what rows are for. */
  readonly groups: Int32Array;
  readonly groupCount: number;
  readonly neighbours: readonly number[];
  readonly split: Split;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * The map of a layer: principal components of the patches' features, a t-SNE map of them, and how sure a neighbour makes.
 *
 * Components have the sign by which they agree with the map `before`, so that points glide from one layer to the next and do not
 * jump across; t-SNE starts from them.
 */
export async function layerMap(
  layer: string,
  features: Matrix,
  settings: MapSettings,
  packer: Packer,
  before?: Float32Array,
): Promise<{ map: LayerMap; points: Float32Array }> {
  const count = Math.min(COMPONENTS, features.columns, features.rows - 1);
  const { scores, components, mean, explainedVarianceRatio } = pca(features, { components: count });
  turnLike(before, scores, components);
  // What the page has: both sides place by the same numbers.
  const rounded = halved(scores.data);
  const map = settings.tsne
    ? await tsneMap(createMatrix(features.rows, count, rounded), settings)
    : undefined;
  const reference: Reference = {
    scores: rounded,
    count,
    rows: settings.neighbours,
    groups: settings.groups,
    groupCount: settings.groupCount,
  };
  return {
    points: firstTwo(rounded, count),
    map: {
      layer,
      features: features.columns,
      mean: packer.single(mean),
      components: packer.single(components.data),
      count,
      explained: [explainedVarianceRatio[0], explainedVarianceRatio[1]],
      scores: packer.half(rounded),
      ...(map && { tsne: { points: packer.single(map.data), perplexity: settings.perplexity } }),
      calibration: calibrate(reference, settings.split),
    },
  };
}

/** The first two principal components of features, turned like the map before, and what places others among them. */
export function pcaPoints(
  features: Matrix,
  before?: Float32Array,
): { readonly points: Float32Array; readonly mean: Float64Array; readonly components: Float64Array } {
  const { scores, components, mean } = pca(features, { components: 2 });
  turnLike(before, scores, components);
  return { points: Float32Array.from(scores.data), mean, components: components.data };
}

function firstTwo(scores: Float32Array, count: number): Float32Array {
  return Float32Array.from(
    { length: (2 * scores.length) / count },
    (_, at) => scores[(at >> 1) * count + (at & 1)],
  );
}

/** Turns the first two components round where they run against the map before. */
function turnLike(
  before: Float32Array | undefined,
  scores: Matrix<Float64Array>,
  components: Matrix<Float64Array>,
): void {
  if (!before) return;
  const k = scores.columns;
  for (const axis of [0, 1]) {
    let product = 0;
    for (let row = 0; row < scores.rows; row++)
      product += before[2 * row + axis] * scores.data[row * k + axis];
    if (product >= 0) continue;
    for (let row = 0; row < scores.rows; row++) scores.data[row * k + axis] *= -1;
    for (let j = 0; j < components.columns; j++) components.data[axis * components.columns + j] *= -1;
  }
}

/** The standard deviation that a map starts with. */
const START = 1e-4;

/** From the principal components, as `init: 'pca'` does it, but turned as they are drawn. */
async function tsneMap(
  X: Matrix<Float32Array>,
  { perplexity, seed, onProgress, signal }: MapSettings,
): Promise<Matrix<Float64Array>> {
  const start = firstTwo(X.data, X.columns);
  let sum = 0;
  for (let i = 0; i < start.length; i += 2) sum += start[i] ** 2;
  const scale = sum > 0 ? START / Math.sqrt(sum / X.rows) : 0;
  const init = createMatrix(
    X.rows,
    2,
    Float64Array.from(start, (value) => scale * value),
  );
  const { points } = await tsne(X, { perplexity, seed, init, onProgress, signal });
  return points;
}
