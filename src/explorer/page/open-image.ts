import type { Pixels } from '../worker/messages';
import type { Engine } from './engine';
import { readHeader } from './image-header';
import { fromBitmap } from './pixels';

/** An image of at most this side is a network's input as it is; a larger one is shrunk to it. */
const SIDE = 128;
/** Browsers draw no larger side than this without trouble; the library's bicubic does the rest. */
const DRAWN = 1024;
const HEADER = 4 * 2 ** 20;

/** An image as the networks take it, or why there is none. */
export type Opened = { readonly image: Pixels; readonly words: string } | { readonly problem: string };

/**
 * Opens a file that a reader gives. Whatever it is, what comes back is an image of at most 128 pixels a side or a sentence.
 *
 * An image of at most 128 x 128 is taken as it is, pixel by pixel. A larger one is a photograph: it is shrunk by the library's
 * bicubic, as the low-resolution images of the map were.
 */
export async function openImage(file: Blob, name: string, engine: Engine, least: number): Promise<Opened> {
  const header = readHeader(new Uint8Array(await file.slice(0, HEADER).arrayBuffer()), name);
  if ('problem' in header) return header;
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' }).catch(() => undefined);
  if (!bitmap)
    return { problem: `${name} is a ${header.kind} file, but a damaged one: it cannot be decoded.` };
  const { width, height } = bitmap;
  try {
    const [long, short] = [Math.max(width, height), Math.min(width, height)];
    const scale = Math.min(1, SIDE / long);
    if (Math.round(short * scale) < least) {
      return long <= SIDE
        ? {
            problem: `${name} has ${width} × ${height} pixels: at least ${least} × ${least} are needed, one patch.`,
          }
        : {
            problem: `${name} has ${width} × ${height} pixels: it is too narrow, as shrunk to ${SIDE} pixels it holds no patch of ${least} × ${least}.`,
          };
    }
    if (scale === 1) {
      return {
        image: fromBitmap(bitmap, width, height),
        words: `${width} × ${height} pixels, taken as they are.`,
      };
    }
    const first = Math.min(1, DRAWN / long);
    const drawn = fromBitmap(bitmap, Math.round(width * first), Math.round(height * first));
    const to = { height: Math.round(height * scale), width: Math.round(width * scale) };
    const { image } = await engine.ask({ ask: 'shrink', image: drawn, ...to });
    return {
      image,
      words: `${width} × ${height} pixels, shrunk to ${to.width} × ${to.height} by bicubic interpolation.`,
    };
  } finally {
    bitmap.close();
  }
}
