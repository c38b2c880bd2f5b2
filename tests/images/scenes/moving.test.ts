import { describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { shrinkClip } from '@ddr-lab/images/clip';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { align } from '@ddr-lab/images/motion/align';
import type { Layer } from '@ddr-lab/images/scenes/moving/layer';
import { layeredClip, type MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { movingClip } from '@ddr-lab/images/scenes/moving/moving-clip';
import { openMovingClips, openMovingScenes } from '@ddr-lab/images/scenes/moving/moving-scenes';
import { rectangle } from '@ddr-lab/images/scenes/shapes';

const random = createRandom(4);
const noise = (side: number): Image =>
  mapSamples(createImage(side, side), () => Math.round(random.uniform() * 255) / 255);
const far = noise(160);
const near = noise(160);

/** A square of 2 x half pixels about (x, y), its edges between pixels and sharp. */
const square = (x: number, y: number, half: number): Layer['shape'] =>
  rectangle({ x, y, radius: half, aspect: 1, angle: 0 });

/** A background that moves 4 px to the right and 4 up a frame, and a square of 8 px at rows 8-15, columns 12-19, that moves 8 down. */
const layers: Layer[] = [
  { source: far, at: { row: 40, column: 40 }, motion: { dx: 4, dy: -4 } },
  {
    source: near,
    at: { row: 60, column: 60 },
    motion: { dx: 0, dy: 8 },
    shape: square(16, 12, 4),
    softness: 0.1,
  },
];
const clip = layeredClip(layers, { height: 32, width: 32 });

const at = (mask: Uint8Array, row: number, column: number): number => mask[row * 8 + column];

describe('layeredClip', () => {
  it('copies the pixels of its sources', () => {
    const [before, centre, after] = clip.clip.frames;
    const pixel = (image: Image, row: number, column: number): number =>
      image.data[(row * image.width + column) * 3];
    // Background: 40 pixels into its source, and 4 to the right and up a frame.
    expect(pixel(centre, 0, 0)).toBe(pixel(far, 40, 40));
    expect(pixel(after, 0, 4)).toBe(pixel(far, 44, 40));
    expect(pixel(before, 4, 0)).toBe(pixel(far, 40, 44));
    // The square's upper left pixel, 8 down a frame.
    expect(pixel(centre, 8, 12)).toBe(pixel(near, 68, 72));
    expect(pixel(before, 0, 12)).toBe(pixel(near, 68, 72));
    expect(pixel(after, 16, 12)).toBe(pixel(near, 68, 72));
    expect(pixel(centre, 8, 11)).toBe(pixel(far, 48, 51));
  });

  it('says which layer an LR pixel shows, and how it moves', () => {
    // The square is LR rows 2 and 3, columns 3 and 4.
    const own = (row: number, column: number): boolean => [2, 3].includes(row) && [3, 4].includes(column);
    for (let i = 0; i < 64; i++) {
      const inside = own(Math.floor(i / 8), i % 8);
      expect(clip.owners[i]).toBe(inside ? 1 : 0);
      expect([...clip.flows[2].data.subarray(2 * i, 2 * i + 2)]).toEqual(inside ? [0, 2] : [1, -1]);
      expect([...clip.flows[0].data.subarray(2 * i, 2 * i + 2)]).toEqual(inside ? [0, -2] : [-1, 1]);
    }
    expect(clip.flows[1].data.every((value) => value === 0)).toBe(true);
  });

  it('marks what is covered, and what has left the frame', () => {
    const [before, centre, after] = clip.hidden;
    expect(centre.every((one) => one === 0)).toBe(true);
    // Afterwards the square lies on LR rows 4 and 5, columns 3 and 4; the background pixel (r, c) then lies at (r - 1, c + 1), and
    // is out of the frame from row 0 or column 7. Before, the square lies on rows 0 and 1, and (r, c) at (r + 1, c - 1).
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++) {
        if (clip.owners[row * 8 + column] === 1) {
          expect([at(before, row, column), at(after, row, column)]).toEqual([0, 0]);
          continue;
        }
        const later = row === 0 || column === 7 || ([5, 6].includes(row) && [2, 3].includes(column));
        const earlier = row === 7 || column === 0 || (row === 0 && [4, 5].includes(column));
        expect([at(before, row, column), at(after, row, column)], `${row} ${column}`).toEqual([
          +earlier,
          +later,
        ]);
      }
    }
  });

  it('moves and grows what zooms and turns about a point as worked out by hand', () => {
    const source = noise(200);
    const motion = { dx: 2, dy: 0, zoom: 1.25, turn: Math.PI / 2, about: { x: 16, y: 16 } };
    const { flows } = layeredClip([{ source, at: { row: 70, column: 70 }, motion }], {
      height: 32,
      width: 32,
    });
    // LR pixel (row 4, column 6) has its middle at (26, 18): (10, 2) from the point. A quarter turn clockwise makes (-2, 10) of it, the
    // zoom (-2.5, 12.5), the shift (15.5, 28.5): a way of (-10.5, 10.5).
    const i = 2 * (4 * 8 + 6);
    expect(flows[2].data[i]).toBeCloseTo(-10.5 / 4, 5);
    expect(flows[2].data[i + 1]).toBeCloseTo(10.5 / 4, 5);
    // A frame earlier: a quarter turn the other way makes (2, -10), the zoom (1.6, -8), the shift (15.6, 8).
    expect(flows[0].data[i]).toBeCloseTo(-10.4 / 4, 5);
    expect(flows[0].data[i + 1]).toBeCloseTo(-10 / 4, 5);
  });

  it('turns pixels the way that the flow says', () => {
    // Turned by 90 degrees about the middle of the picture, pixel middles fall on pixel middles: (x, y) comes to (32 - y, x).
    const motion = { dx: 0, dy: 0, turn: Math.PI / 2, about: { x: 16, y: 16 } };
    const { clip: turned } = layeredClip([{ source: noise(80), at: { row: 4, column: 4 }, motion }], {
      height: 32,
      width: 32,
    });
    const [, centre, after] = turned.frames;
    const value = (image: Image, x: number, y: number): number => image.data[(y * 32 + x) * 3 + 1];
    for (let y = 0; y < 32; y++) {
      // Both are means of the same four samples in another order, rounded to 8 bits: equal but where rounding ties, one level.
      for (let x = 0; x < 32; x++)
        expect(Math.abs(value(after, 31 - y, x) - value(centre, x, y))).toBeLessThan(1.01 / 255);
    }
  });

  it('shows a layer that is not merely shifted as means of 2 x 2 of its source', () => {
    const source = noise(80);
    const motion = { dx: 0, dy: 0, zoom: 1.01, about: { x: 16, y: 16 } };
    const { clip: zoomed } = layeredClip([{ source, at: { row: 4, column: 6 }, motion }], {
      height: 32,
      width: 32,
    });
    const sample = (row: number, column: number): number => source.data[(row * 80 + column) * 3];
    const mean = (sample(14, 12) + sample(14, 13) + sample(15, 12) + sample(15, 13)) / 4;
    expect(zoomed.frames[1].data[(5 * 32 + 3) * 3]).toBe(Math.fround(Math.round(mean * 255) / 255));
  });

  it('refuses what cannot be drawn', () => {
    const size = { height: 32, width: 32 };
    expect(() => layeredClip([], size)).toThrow('1 to 255 layers, not 0');
    expect(() => layeredClip([layers[1]], size)).toThrow('background');
    expect(() => layeredClip(layers, { height: 30, width: 32 })).toThrow('multiples of 4');
    expect(() => layeredClip(layers, { ...size, frames: 0 })).toThrow('frames, not 0');
    expect(() => layeredClip(layers, { ...size, frames: 41 })).toThrow(
      'source of 160 x 160: give a larger source',
    );
  });
});

describe('the flow of a moving clip', () => {
  it('takes the neighbour to the centre, sample by sample, where nothing is hidden', () => {
    const side = 24;
    let compared = 0;
    for (let trial = 0; trial < 6; trial++) {
      const whole = (n: number): number => 4 * random.integer(n);
      const motion = (): Layer['motion'] => ({ dx: whole(5) - 8, dy: whole(5) - 8 });
      const squares = Array.from({ length: 3 }, () => ({
        source: near,
        at: { row: 30, column: 30 },
        motion: motion(),
        shape: square(16 + whole(16), 16 + whole(16), 16),
        softness: 0.1,
      }));
      const moving = layeredClip(
        [{ source: far, at: { row: 24, column: 24 }, motion: motion() }, ...squares],
        { height: 4 * side, width: 4 * side },
      );
      const low = shrinkClip(moving.clip);
      for (const t of [0, 2]) {
        const warped = align(low.frames[t], moving.flows[t], 'nearest');
        for (const i of undisturbed(moving, t, side)) {
          // Whole LR pixels: the same samples through the same filter, so no tolerance.
          for (let c = 3 * i; c < 3 * i + 3; c++) expect(warped.data[c]).toBe(low.frames[1].data[c]);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(500);
  });
});

/** LR pixels whose 7 x 7 neighbours, more than the bicubic filter sees, are all of one layer and not hidden in frame `t`. */
function undisturbed({ owners, hidden }: MovingClip, t: number, side: number): number[] {
  return [...owners.keys()].filter((i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    if (Math.min(row, column, side - 1 - row, side - 1 - column) < 3) return false;
    return Array.from({ length: 49 }, (_, k) => i + (Math.floor(k / 7) - 3) * side + (k % 7) - 3).every(
      (k) => owners[k] === owners[i] && !hidden[t][k],
    );
  });
}

describe('movingClip', () => {
  it('draws speeds, whole steps and numbers of shapes within what was asked', () => {
    const background = noise(200);
    for (let index = 0; index < 40; index++) {
      const { flows, owners } = movingClip(
        { background, shapes: [near] },
        { index, speeds: [2, 8], step: 2, turning: 0 },
      );
      owners.forEach((owner, i) => {
        const [dx, dy] = flows[2].data.subarray(2 * i, 2 * i + 2);
        expect(Number.isInteger(2 * dx) && Number.isInteger(2 * dy)).toBe(true);
        // Each component is rounded by up to half a step, a quarter of an LR pixel.
        expect(Math.hypot(dx, dy)).toBeGreaterThan(2 - 0.36);
        expect(Math.hypot(dx, dy)).toBeLessThan(8 + 0.36);
        expect(owner).toBeLessThanOrEqual(4);
      });
    }
  });

  it('slows a background down to what its picture has', () => {
    const { flows } = movingClip(
      { background: noise(72), shapes: [near] },
      { speeds: [8, 8], shapes: [0, 0], turning: 0 },
    );
    // 72 - 64 pixels for two frames: 4 a frame at most.
    expect(Math.max(...flows[2].data.map(Math.abs))).toBeLessThanOrEqual(1);
    const still = movingClip({ background: noise(64), shapes: [] }, { shapes: [0, 0], turning: 1 });
    expect(still.flows[0].data.every((value) => value === 0)).toBe(true);
  });

  it('turns or zooms a layer of as many clips as was asked', () => {
    const uneven = (turning: number): number =>
      Array.from({ length: 60 }, (_, index) =>
        movingClip(
          { background: near, shapes: [] },
          { index, turning, shapes: [0, 0], height: 32, width: 32 },
        ),
      ).filter(({ flows }) => flows[2].data[0] !== flows[2].data[126]).length;
    expect(uneven(0)).toBe(0);
    expect(uneven(1)).toBe(60);
    // Binomial of 60 and 0.2: 12 on average, standard deviation 3.1; four of them.
    expect(Math.abs(uneven(0.2) - 12)).toBeLessThan(12.4);
  });

  it('refuses pictures that are too small, and options without sense', () => {
    const sources = { background: far, shapes: [near] };
    expect(() => movingClip({ ...sources, background: noise(48) })).toThrow('background is 48 x 48');
    expect(() => movingClip({ ...sources, shapes: [] })).toThrow('at least one picture');
    expect(() => movingClip({ ...sources, shapes: [noise(32)] })).toThrow('64 pixels at least');
    expect(() => movingClip(sources, { speeds: [2, 1] })).toThrow('not 2 and 1');
    expect(() => movingClip(sources, { step: 0.5 })).toThrow('step of velocities');
    expect(() => movingClip(sources, { shapes: [3, 2] })).toThrow('number of shapes');
  });
});

describe('openMovingScenes', () => {
  const options = { scenes: 4, side: 96, height: 32, width: 32, speeds: [0.25, 4] as const };

  it('gives the same clip of a seed and a number, whatever was read before', async () => {
    const clips = openMovingScenes(options);
    const third = await clips.read(3);
    const again = openMovingScenes(options);
    await again.read(8);
    expect(await again.read(3)).toEqual(third);
    expect(await clips.read(4)).not.toEqual(third);
    expect(await openMovingScenes({ ...options, seed: 1 }).read(3)).not.toEqual(third);
    await expect(clips.read(-1)).rejects.toThrow('whole numbers from 0 on');
  });

  it('takes photographs, reads each once, and cuts shapes from others than the background', async () => {
    const reads: number[] = [];
    // Each picture of one grey: what a clip is cut from can be read off.
    const clips = openMovingClips(
      {
        count: 3,
        read: async (index) => {
          reads.push(index);
          return createImage(96, 96, new Float32Array(96 * 96 * 3).fill((index + 1) / 255));
        },
      },
      { height: 32, width: 32, turning: 0, shapes: [1, 1] },
    );
    let together = 0;
    for (let index = 0; index < 20; index++) {
      const { clip: moving, owners } = await clips.read(index);
      if (new Set(owners).size < 2) continue;
      together++;
      // Two pictures of different greys, not one cut from itself.
      expect(new Set(moving.frames[1].data).size).toBeGreaterThanOrEqual(2);
    }
    expect(together).toBeGreaterThan(10);
    expect(reads.sort()).toEqual([0, 1, 2]);
    expect(() => openMovingClips({ count: 1, read: () => Promise.reject(new Error('')) })).toThrow(
      'two pictures',
    );
  });

  it('draws scenes as wide as the greatest speed needs', async () => {
    const clip = await openMovingScenes({
      scenes: 2,
      height: 32,
      width: 32,
      speeds: [3, 3],
      turning: 0,
      seed: 5,
    }).read(0);
    const { flows, owners } = clip;
    owners.forEach((owner, i) => {
      if (owner === 0)
        expect(Math.hypot(flows[2].data[2 * i], flows[2].data[2 * i + 1])).toBeGreaterThan(3 - 0.18);
    });
  });
});
