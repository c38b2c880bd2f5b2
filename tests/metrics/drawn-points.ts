import type { ImageDraws } from '../../src/metrics/image-draws';

/** The points that one redraw takes: those of an image drawn twice are there twice, where the library has weights. */
export function drawnPoints({ imageOf }: ImageDraws, drawn: ArrayLike<number>): number[] {
  return [...imageOf.keys()].flatMap((point) => Array<number>(drawn[imageOf[point]]).fill(point));
}
