import { describe, expect, it } from 'vitest';
import { apart, centreOf, clipOf, mapFrames, shrinkClip, sideBySide } from '@ddr-lab/images/clip';
import { createImage, type Image } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';

/** Sample = 100 x frame + place, so that each can be told. */
const frame = (t: number, height = 2, width = 3): Image =>
  createImage(
    height,
    width,
    Float32Array.from({ length: height * width * 3 }, (_, i) => 100 * t + i),
  );

describe('clips', () => {
  it('have frames of one size', () => {
    const clip = clipOf([frame(0), frame(1)]);
    expect([clip.height, clip.width, clip.frames.length]).toEqual([2, 3, 2]);
    expect(() => clipOf([])).toThrow('at least one frame');
    expect(() => clipOf([frame(0), frame(1, 3, 3)])).toThrow('frame 1 is 3 x 3, the first 2 x 3');
  });

  it('have a frame in the middle', () => {
    expect([1, 2, 3, 4, 5].map((count) => centreOf({ frames: Array<Image>(count) }))).toEqual([
      0, 1, 1, 2, 2,
    ]);
  });

  it('are mapped frame by frame', async () => {
    const clip = await mapFrames(clipOf([frame(0), frame(1)]), (image, t) =>
      Promise.resolve(createImage(1, 1, Float32Array.of(t, image.data[0], image.data[1]))),
    );
    expect(clip.frames.map(({ data }) => [...data])).toEqual([
      [0, 0, 1],
      [1, 100, 101],
    ]);
    await expect(mapFrames(clip, (_, t) => frame(t, t + 1))).rejects.toThrow('one size');
  });

  it('are one image of all their channels, and a clip again', () => {
    const clip = clipOf([frame(0), frame(1), frame(2)]);
    const channels = sideBySide(clip);
    // The second pixel: samples 3 to 5 of each frame.
    expect([...channels.subarray(9, 18)]).toEqual([3, 4, 5, 103, 104, 105, 203, 204, 205]);
    expect(apart(channels, 2, 3)).toEqual(clip);
    expect(() => apart(channels, 2, 4)).toThrow('54 samples are no frames of 2 x 4 x 3');
  });

  it('are shrunk as images are, with 8 bits', () => {
    const image = createImage(
      8,
      12,
      Float32Array.from({ length: 288 }, (_, i) => (i % 17) / 17),
    );
    const low = shrinkClip(clipOf([image, image]));
    expect([low.height, low.width]).toEqual([2, 3]);
    expect(low.frames[1].data).toEqual(resize(image, { scale: 1 / 4, levels: 255 }).data);
    expect(() => shrinkClip(clipOf([image]), 5)).toThrow('8 x 12 cannot be shrunk 5 times');
  });
});
