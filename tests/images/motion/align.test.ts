import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { clipOf } from '@ddr-lab/images/clip';
import { createImage } from '@ddr-lab/images/image';
import { align, alignClip, alignments, findAlignment } from '@ddr-lab/images/motion/align';
import { createFlow, endpointError, evenFlow, type Flow } from '@ddr-lab/images/motion/flow';
import { patchFlow } from '@ddr-lab/images/motion/patch-flow';
import { warpBilinear, warpNearest, type Frame } from '@ddr-lab/images/motion/warp';

/** By SciPy and PyTorch: make_warp.py. */
const reference = JSON.parse(
  readFileSync(path.join(__dirname, '../../fixtures/images/warp.json'), 'utf8'),
) as {
  height: number;
  width: number;
  frame: number[];
  flow: number[];
  nearest: number[];
  bilinear: number[];
  patches: { size: number; flow: number[]; frame: number[] }[];
};
const { height, width } = reference;
const frame: Frame = { height, width, data: Float32Array.from(reference.frame) };
const flow = createFlow(height, width, Float32Array.from(reference.flow));

/** Float32 against float64 whose values were printed with seven digits: coordinates to 13 take 2e-6 of a difference of samples. */
const FLOAT32 = 4e-6;

function worst(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i])), 0);
}

const random = createRandom(2);
const noise = (h: number, w: number): Frame => ({
  height: h,
  width: w,
  data: Float32Array.from({ length: h * w * 3 }, () => random.uniform()),
});

/** `frame` looked at (dx, dy) further, whole pixels, zero outside: by hand. */
function shifted({ height: h, width: w, data }: Frame, dx: number, dy: number): Float32Array {
  return Float32Array.from(data, (_, i) => {
    const x = (Math.floor(i / 3) % w) + dx;
    const y = Math.floor(i / 3 / w) + dy;
    return x >= 0 && y >= 0 && x < w && y < h ? data[(y * w + x) * 3 + (i % 3)] : 0;
  });
}

describe('warps', () => {
  it('take the nearest sample as SciPy does', () => {
    // Samples are copied: only float32 stands between the two.
    expect(worst(warpNearest(frame, flow).data, reference.nearest)).toBeLessThan(1e-7);
  });

  it('are bilinear as SciPy is, with zeros outside', () => {
    expect(worst(warpBilinear(frame, flow).data, reference.bilinear)).toBeLessThan(FLOAT32);
    expect(reference.bilinear.filter((value) => value === 0).length).toBeGreaterThan(10);
  });

  it.each([
    [0, 0],
    [3, -2],
    [-5, 1],
    [40, 0],
  ])('copy exactly where the flow is whole: (%d, %d)', (dx, dy) => {
    const image = noise(9, 14);
    const even = evenFlow(9, 14, dx, dy);
    const wanted = shifted(image, dx, dy);
    for (const way of ['nearest', 'bilinear', 'patch'] as const) {
      expect(align(image, even, way).data, way).toEqual(wanted);
    }
  });

  it('send halves up', () => {
    const line: Frame = { height: 1, width: 5, data: Float32Array.of(1, 2, 3, 4, 5) };
    expect([...warpNearest(line, evenFlow(1, 5, 0.5, 0)).data]).toEqual([2, 3, 4, 5, 0]);
    expect([...warpNearest(line, evenFlow(1, 5, -0.5, 0)).data]).toEqual([1, 2, 3, 4, 5]);
  });

  it('lose a numberless flow, and refuse one of another size', () => {
    expect([...warpNearest(frame, evenFlow(height, width, NaN, 0)).data].every((v) => v === 0)).toBe(true);
    expect([...warpBilinear(frame, evenFlow(height, width, NaN, 0)).data].every((v) => v === 0)).toBe(true);
    expect(() => warpNearest(frame, createFlow(3, 3))).toThrow(
      '11 x 13 needs a flow of its size, not of 3 x 3',
    );
  });
});

describe('patch alignment', () => {
  it.each(reference.patches)("is PyTorch's with patches of $size", ({ size, flow: even, frame: aligned }) => {
    expect(worst(patchFlow(flow, size).data, even)).toBeLessThan(FLOAT32);
    // Samples are copied.
    expect(worst(align(frame, flow, 'patch', { patch: size }).data, aligned)).toBeLessThan(1e-7);
  });

  it('takes 8 where nothing is said', () => {
    expect(align(frame, flow, 'patch').data).toEqual(align(frame, flow, 'patch', { patch: 8 }).data);
  });

  it('mirrors a flow that is shorter than a patch again and again', () => {
    // 0 1 2 | 1 0 1 2 1: mean of 0 1 2 1 0 1 2 1.
    const short: Flow = { height: 1, width: 3, data: Float32Array.of(0, 0, 1, 0, 2, 0) };
    expect([...patchFlow(short, 8).data]).toEqual([1, 0, 1, 0, 1, 0]);
    expect(() => patchFlow(short, 0)).toThrow('positive whole number');
  });
});

describe('align', () => {
  const centre = noise(height, width);
  const image = noise(height, width);

  it('leaves a frame as it is, or takes the centre for it', () => {
    expect(align(image, flow, 'none')).toBe(image);
    expect(align(image, flow, 'single', { centre })).toBe(centre);
    expect(() => align(image, flow, 'single')).toThrow('give `centre`');
  });

  it("takes ways of one's own, and names those there are", () => {
    const dark = { name: 'dark', title: '', usesFlow: false, apply: () => createFlow(1, 1) };
    expect(align(image, flow, dark).data.length).toBe(2);
    expect(findAlignment('patch').title).toMatch('patch');
    expect(() => findAlignment('fgdc')).toThrow(
      'No alignment is called fgdc; there are none, bilinear, nearest, patch',
    );
    expect(new Set(alignments.map(({ name }) => name)).size).toBe(5);
  });

  it('aligns all frames of a clip but the one in the middle', () => {
    const frames = [0, 1, 2].map(() => {
      const { data } = noise(8, 8);
      return createImage(8, 8, data);
    });
    const flows = [evenFlow(8, 8, -1, 0), evenFlow(8, 8, 99, 99), evenFlow(8, 8, 1, 2)];
    const aligned = alignClip(clipOf(frames), flows, 'nearest');
    expect(aligned.frames[0].data).toEqual(shifted(frames[0], -1, 0));
    expect(aligned.frames[1]).toBe(frames[1]);
    expect(aligned.frames[2].data).toEqual(shifted(frames[2], 1, 2));
    expect(alignClip(clipOf(frames), undefined, 'single').frames).toEqual([frames[1], frames[1], frames[1]]);
    expect(() => alignClip(clipOf(frames), flows.slice(1), 'patch')).toThrow(
      'a flow for each of 3 frames, not 2',
    );
  });
});

describe('endpointError', () => {
  it('is the mean length of what the arrows differ by', () => {
    const truth = createFlow(1, 2);
    const found = createFlow(1, 2, Float32Array.of(3, 4, 0, 1));
    expect(endpointError(found, truth)).toBe((5 + 1) / 2);
    expect(endpointError(found, truth, Uint8Array.of(1, 0))).toBe(1);
    expect(endpointError(found, truth, Uint8Array.of(1, 1))).toBeNaN();
    expect(() => endpointError(found, createFlow(2, 2))).toThrow('cannot be compared');
    expect(() => createFlow(2, 2, new Float32Array(4))).toThrow('has 8 numbers, not 4');
  });
});
