import type { Part, Plane } from './planes';

/** Side of a block. */
const SIDE = 8;

/** Coefficients of a block by the length of their frequency (u, v): a band reaches up to a length, the constant is in none. */
const BANDS = [1.5, 2.5, 4, 5.7, 7.7, Infinity];

/** The bands that tell how much goes on in a block. */
const LOW = 2;

/** Energies below this (in squared levels) are all the same: the rounding to 8 bits alone has 1/12. */
const FLOOR = 0.01;

const HALF = SIDE / 2;

/** The cosines of an orthonormal DCT-II, frequency by place, of the first half of the places: the second half has the same, or the same less than nothing. */
const cosines = Float64Array.from({ length: SIDE * HALF }, (_, k) => {
  const [frequency, place] = [Math.floor(k / HALF), k % HALF];
  const scale = Math.sqrt((frequency === 0 ? 1 : 2) / SIDE);
  return scale * Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * SIDE));
});

const bandOf = Int8Array.from({ length: SIDE * SIDE }, (_, k) =>
  k === 0 ? -1 : BANDS.findIndex((end) => Math.hypot(Math.floor(k / SIDE), k % SIDE) <= end),
);

/** How many coefficients the band of each has. */
const sizeOf = Float64Array.from(bandOf, (band) => bandOf.filter((one) => one === band).length);

/** Mean squared coefficients of a block, by band. */
type Energies = Float64Array;

interface Block {
  readonly light: Energies;
  /** Of both colour planes; empty for grey images. */
  readonly colour: Energies;
  /** Clipped pixels. */
  readonly clipped: number;
  /** Of `light`: what goes on in the block. */
  readonly low: number;
}

const rows = new Float64Array(SIDE * SIDE);
const folded = new Float64Array(SIDE);

/** The DCT of the 8 samples from `at` on, to places 8 apart. */
function transform(samples: Float32Array | Float64Array, at: number, into: Float64Array, to: number): void {
  for (let k = 0; k < HALF; k++) {
    const [a, b] = [samples[at + k], samples[at + SIDE - 1 - k]];
    folded[k] = a + b;
    folded[HALF + k] = a - b;
  }
  for (let frequency = 0; frequency < SIDE; frequency++) {
    const from = (frequency & 1) * HALF;
    const cosine = frequency * HALF;
    into[to + frequency * SIDE] =
      cosines[cosine] * folded[from] +
      cosines[cosine + 1] * folded[from + 1] +
      cosines[cosine + 2] * folded[from + 2] +
      cosines[cosine + 3] * folded[from + 3];
  }
}

const columns = new Float64Array(SIDE * SIDE);

/** Adds the mean squares of a block's coefficients to those of its bands. */
function addEnergies({ width, data }: Plane, top: number, left: number, into: Energies): void {
  for (let y = 0; y < SIDE; y++) transform(data, (top + y) * width + left, rows, y);
  for (let u = 0; u < SIDE; u++) transform(rows, u * SIDE, columns, u);
  for (let k = 1; k < SIDE * SIDE; k++) into[bandOf[k]] += (columns[k] * columns[k]) / sizeOf[k];
}

/** About how many blocks an image is looked at by; more tell little more. */
const MOST_BLOCKS = 2500;

/** Blocks that overlap, about as many as that. The distance of neighbours is odd, so that they fall at all places of a grid of JPEG's. */
function blocksOf(parts: readonly Part[]): Block[] {
  const pixels = parts.reduce((sum, { clipped }) => sum + clipped.length, 0);
  const wide = Math.max(2, Math.sqrt(pixels / MOST_BLOCKS));
  const step = wide === 2 ? 2 : 2 * Math.ceil((wide - 1) / 2) + 1;
  const blocks: Block[] = [];
  for (const { light, colour, clipped } of parts) {
    for (let top = 0; top + SIDE <= light.height; top += step) {
      for (let left = 0; left + SIDE <= light.width; left += step) {
        const ofLight = new Float64Array(BANDS.length);
        const ofColour = new Float64Array(colour.length > 0 ? BANDS.length : 0);
        addEnergies(light, top, left, ofLight);
        for (const plane of colour) addEnergies(plane, top, left, ofColour);
        for (let band = 0; band < ofColour.length; band++) ofColour[band] /= colour.length;
        let count = 0;
        for (let y = 0; y < SIDE; y++) {
          const at = (top + y) * light.width + left;
          for (let x = 0; x < SIDE; x++) count += clipped[at + x];
        }
        const low = ofLight.subarray(0, LOW).reduce((a, b) => a + b, 0);
        blocks.push({ light: ofLight, colour: ofColour, clipped: count, low });
      }
    }
  }
  return blocks;
}

const logarithm = (energy: number): number => Math.log(energy + FLOOR);

/** The mean energy of a band over blocks. */
function mean(blocks: readonly Block[], energies: 'light' | 'colour', band: number): number {
  let sum = 0;
  for (const block of blocks) sum += block[energies][band];
  return sum / blocks.length;
}

/** The mean of a share of the blocks around a place in their order by one band: the middle of what is left of outliers. */
function quantile(
  blocks: readonly Block[],
  energies: 'light' | 'colour',
  band: number,
  share: number,
): number {
  const sorted = Float64Array.from(blocks, (block) => block[energies][band]).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * Logarithms of energies of a DCT of 8 x 8 blocks, by bands of frequency: over all blocks, over the calmest, over the liveliest, and low quantiles. Blocks with clipped
 * pixels, where noise is cut, are left out as long as a quarter is without.
 */
export function blockStatistics(parts: readonly Part[]): Map<string, number> {
  const all = blocksOf(parts);
  all.sort((a, b) => a.clipped - b.clipped);
  const whole = all.findIndex(({ clipped }) => clipped > 1);
  const kept = all.slice(0, whole < 0 ? all.length : Math.max(whole, Math.ceil(all.length / 4)));
  kept.sort((a, b) => a.low - b.low);
  const calmest = (share: number): Block[] => kept.slice(0, Math.max(1, Math.round(share * kept.length)));
  const kinds = parts[0].colour.length > 0 ? (['light', 'colour'] as const) : (['light'] as const);
  const found = new Map<string, number>();
  for (const kind of kinds) {
    const note = (name: string, blocks: readonly Block[], bands: readonly number[]): void => {
      for (const band of bands) found.set(`${kind} ${name} ${band}`, logarithm(mean(blocks, kind, band)));
    };
    note('all', kept, [0, 1, 2, 3, 4, 5]);
    note('calm 3', calmest(0.03), [2, 3, 4, 5]);
    note('calm 10', calmest(0.1), [2, 3, 4, 5]);
    note('calm 35', calmest(0.35), [3, 4, 5]);
    note('lively 10', kept.slice(-Math.max(1, Math.round(kept.length / 10))), [0, 1, 2, 3, 4, 5]);
    for (const share of [0.02, 0.1, 0.3]) {
      for (const band of [3, 4, 5])
        found.set(`${kind} low ${share} ${band}`, logarithm(quantile(kept, kind, band, share)));
    }
  }
  return found;
}
