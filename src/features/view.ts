import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';

/**
 * What is kept of a layer's output for a patch.
 *
 * - `flattened`: every number, H x W x C, as the paper has it. Two patches are close if they are alike place by place.
 * - `mean`: the mean of each channel over the patch, C numbers. Where in the patch something is no longer counts.
 * - `mean-deviation`: means, then each channel's standard deviation over the patch (divided by H W), 2 C numbers.
 */
export type FeatureView = 'flattened' | 'mean' | 'mean-deviation';

/** All views, the paper's first. */
const featureViews: readonly FeatureView[] = ['flattened', 'mean', 'mean-deviation'];

/**
 * A batch of a layer's output as seen by a view. An output without positions (N x C, such as a classifier's last) is
 * its own mean, and its deviations are 0.
 *
 * @param output N x H x W x C, or N x C.
 * @returns N x H x W x C, N x C or N x 2 C.
 * @throws InputError for a view that does not exist.
 */
export function seenBy(view: FeatureView, output: Numbers): Numbers {
  if (!featureViews.includes(view)) {
    throw new InputError(
      `There is no view "${String(view)}" of features; there are ${featureViews.join(', ')}.`,
    );
  }
  if (view === 'flattened') return output;
  const { data, dims } = output;
  const count = dims[0];
  const channels = dims[dims.length - 1];
  const positions = data.length / (count * channels);
  const numbers = view === 'mean' ? channels : 2 * channels;
  const seen = new Float32Array(count * numbers);
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let image = 0; image < count; image++) {
    const from = image * positions * channels;
    mean.fill(0);
    for (let at = 0; at < positions * channels; at++) mean[at % channels] += data[from + at];
    for (let c = 0; c < channels; c++) mean[c] /= positions;
    seen.set(mean, image * numbers);
    if (view === 'mean') continue;
    // Of the differences to the mean, so that a large mean costs a small deviation no digits.
    squares.fill(0);
    for (let at = 0; at < positions * channels; at++) {
      squares[at % channels] += (data[from + at] - mean[at % channels]) ** 2;
    }
    for (let c = 0; c < channels; c++) {
      seen[image * numbers + channels + c] = Math.sqrt(squares[c] / positions);
    }
  }
  return { data: seen, dims: [count, numbers] };
}
