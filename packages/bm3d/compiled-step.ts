import type { Address } from '@ddr-lab/base/wasm-kernels';
import { kaiserWindow, type Plane } from './aggregation';
import type { Kernels } from './kernels';
import { patchTransforms, type SquareTransform } from './patch-transforms';
import type { HardThresholdSettings, StepSettings } from './settings';
import type { RowStep, StepInput } from './step';

/** A patch's side up to a multiple of four: numbers that the kernels take at once. */
const paddedTo = (n: number): number => 4 * Math.ceil(n / 4);

/** Matrices that the kernels read, in single precision, a transform's. */
interface Tables {
  /** n x padded: what sample i gives to coefficient u. */
  readonly along: Address;
  /** n x n: what sample i gives to coefficient v, row by row v. */
  readonly down: Address;
  /** n x padded: what coefficient u gives to sample x. */
  readonly inverseAlong: Address;
  /** n x n, row by row of samples. */
  readonly inverseDown: Address;
}

/** The coefficients of patches in a band of rows that moves down, as `createPatchBand` has them. */
interface Band {
  readonly data: Address;
  reach(last: number): void;
}

/**
 * One step of BM3D by the compiled kernels, in single precision: the same patches match and the same coefficients pass as in `plainStep`, but for those that lie on a threshold to within rounding.
 */
export function compiledStep(
  kernels: Kernels,
  { noisy, sigmas, basic }: StepInput,
  settings: StepSettings & Partial<HardThresholdSettings>,
  columns: Int32Array,
): RowStep {
  const { height, width } = noisy[0];
  const { patch: n, window: rows, matchingThreshold = 0, group } = settings;
  const radius = (rows - 1) / 2;
  const padded = paddedTo(n);
  const area = n * padded;
  const across = width - n + 1;
  const greatest = settings.maximumDistance * n * n;
  const reserve = (count: number): Address => kernels.reserve(4 * count);
  const placed = (values: ArrayLike<number>, spare = 0): Address => {
    const at = reserve(values.length + spare);
    kernels.float32(at, values.length).set(values);
    return at;
  };
  const padRows = (values: Float64Array): Float32Array => {
    const out = new Float32Array(n * padded);
    for (let i = 0; i < n; i++) out.set(values.subarray(i * n, (i + 1) * n), i * padded);
    return out;
  };
  const tablesOf = ({ forward, inverse }: SquareTransform): Tables => ({
    along: placed(padRows(turned(forward, n))),
    down: placed(forward),
    inverseAlong: placed(padRows(turned(inverse, n))),
    inverseDown: placed(inverse),
  });
  const bandOf = (plane: Address, tables: Tables, threshold = 0): Band => {
    const data = reserve(rows * across * area);
    const ring = reserve(n * across * padded);
    const rowBytes = 4 * across * padded;
    let [nextPixelRow, nextRow] = [0, 0];
    return {
      data,
      reach(last) {
        for (; nextRow <= last; nextRow++) {
          for (; nextPixelRow < nextRow + n; nextPixelRow++) {
            const from = plane + 4 * nextPixelRow * width;
            const to = ring + (nextPixelRow % n) * rowBytes;
            kernels.transformPixels(from, across, n, padded, tables.along, to);
          }
          const out = data + 4 * (nextRow % rows) * across * area;
          kernels.transformPatches(ring, nextRow % n, across, n, padded, tables.down, threshold, out);
        }
      },
    };
  };

  // Eight numbers behind a plane may be read, four behind sums added to.
  const planes = noisy.map(({ data }) => placed(data, 8));
  const estimates = basic?.map(({ data }) => placed(data, 8));
  const tables = tablesOf(patchTransforms[settings.patchTransform](n));
  const matches = matchesAt(kernels, columns, group);
  const matched = (estimates ?? planes)[0];
  const sums = reserve(width + 8);
  const likeness =
    matchingThreshold === 0 ? undefined : bandOf(matched, tables, matchingThreshold * sigmas[0]);
  const shape = placed(padRows(kaiserWindow(n, settings.kaiserBeta)));
  const [own, other, scratch] = [0, 1, 2].map(() => reserve(group * area));
  const channels = planes.map((plane, c) => {
    const noisyBand = bandOf(plane, tables);
    const basicBand = estimates && bandOf(estimates[c], tables);
    const [numerator, denominator] = [0, 1].map(() => kernels.reserve(8 * (height * width + 4)));
    // As `Channel` of assembly/filter.ts has them.
    const words = [
      ...[width, n, padded, area, rows, across, noisyBand.data, basicBand?.data ?? 0],
      ...[(settings.threshold ?? 0) * sigmas[c], sigmas[c] ** 2],
      ...[settings.groupTransform === 'haar' ? 0 : 1, tables.inverseAlong, tables.inverseDown, shape],
      ...[own, other, scratch, numerator, denominator],
    ];
    const address = reserve(words.length);
    kernels.uint32(address, words.length).set(words);
    kernels.float32(address, words.length).set(words.slice(8, 10), 8);
    return { noisyBand, basicBand, numerator, denominator, address };
  });

  return {
    row(y) {
      const last = Math.min(y + radius, height - n);
      if (likeness) {
        likeness.reach(last);
        kernels.matchCoefficients(
          ...([likeness.data, rows, across, area, height, width, y, n, radius, greatest, matches] as const),
        );
      } else {
        kernels.matchPixels(matched, height, width, y, n, radius, greatest, matches, sums);
      }
      for (const { noisyBand, basicBand, address } of channels) {
        noisyBand.reach(last);
        basicBand?.reach(last);
        kernels.filterRow(address, matches);
      }
    },
    estimate: () =>
      channels.map(({ numerator, denominator }): Plane => {
        const [above, below] = [numerator, denominator].map((at) => kernels.float64(at, height * width));
        return { height, width, data: above.map((sum, i) => sum / below[i]) };
      }),
  };
}

/** Room for the matches of a row of references, as `Matches` of assembly/matches.ts has it. */
function matchesAt(kernels: Kernels, columns: Int32Array, capacity: number): Address {
  const references = columns.length;
  const reserve = (count: number): Address => kernels.reserve(4 * count);
  const at = reserve(references);
  kernels.uint32(at, references).set(columns);
  const [limit, count] = [reserve(references), reserve(references)];
  const [patches, distances] = [reserve(references * capacity), reserve(references * capacity)];
  const words = [references, capacity, at, limit, count, patches, distances];
  const address = reserve(words.length);
  kernels.uint32(address, words.length).set(words);
  return address;
}

/** An n x n matrix turned over its diagonal. */
const turned = (matrix: Float64Array, n: number): Float64Array =>
  matrix.map((_, i) => matrix[(i % n) * n + Math.floor(i / n)]);
