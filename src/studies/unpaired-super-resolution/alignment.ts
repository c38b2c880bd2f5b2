import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Image } from '@ddr-lab/images/image';
import { domainsApart } from '../../analysis/domain-gap';
import { tap } from '../../features/tap';
import { linearProbe } from '../../metrics/linear-probe';
import type { Tappable } from '../../networks/tappable';

/** How far apart a network's features hold two domains. */
export interface AlignmentRow {
  readonly network: string;
  readonly layer: string;
  /** CHI of clean and degraded images, of features averaged over the patch. */
  readonly chi: number;
  /** The share that a linear SVM assigns to the right domain, of images it did not learn from; 0.5: it cannot tell. */
  readonly accuracy: number;
  /** The share of degraded patches whose nearest clean one is that of their own image: content that is left. By chance it is one over their number. */
  readonly content: number;
}

/** What `alignmentRow` looks at. */
export interface AlignedDomains {
  /** Clean LR patches. */
  readonly source: readonly Image[];
  /** The same patches of the target domain. */
  readonly target: readonly Image[];
}

/** Whether a layer tells clean from degraded patches, and whether it still tells images apart. */
export async function alignmentRow(
  network: string,
  tapped: Tappable,
  layer: string,
  { source, target }: AlignedDomains,
): Promise<AlignmentRow> {
  const featuresOf = async (images: readonly Image[]): Promise<Matrix> =>
    (await tap(tapped, [layer], [...images], { view: 'mean-deviation' }))[layer];
  const [clean, degraded] = [await featuresOf(source), await featuresOf(target)];
  const count = clean.rows + degraded.rows;
  const data = new Float32Array(clean.data.length + degraded.data.length);
  data.set(clean.data);
  data.set(degraded.data, clean.data.length);
  const accuracy = linearProbe(createMatrix(count, clean.columns, data), {
    levels: Array.from({ length: count }, (_, i) => (i < clean.rows ? 0 : 1)),
    contents: Array.from({ length: count }, (_, i) => i % clean.rows),
  });
  const flat = async (images: readonly Image[]): Promise<Matrix> =>
    (await tap(tapped, [layer], [...images]))[layer];
  const [own, other] = [await flat(source), await flat(target)];
  return { network, layer, chi: domainsApart(clean, degraded), accuracy, content: nearestIsOwn(other, own) };
}

/** The share of rows of `asked` whose nearest row of `known` has their own number. */
function nearestIsOwn(asked: Matrix, known: Matrix): number {
  let right = 0;
  for (let i = 0; i < asked.rows; i++) {
    let [best, at] = [Infinity, -1];
    for (let j = 0; j < known.rows; j++) {
      let sum = 0;
      for (let c = 0; c < asked.columns && sum < best; c++) {
        sum += (asked.data[i * asked.columns + c] - known.data[j * known.columns + c]) ** 2;
      }
      if (sum < best) [best, at] = [sum, j];
    }
    if (at === i) right++;
  }
  return right / asked.rows;
}
