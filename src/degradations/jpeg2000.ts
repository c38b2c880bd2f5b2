import { createImage } from '@ddr-lab/images/image';
import { degradation, type NumberOption } from './degradation';

/** What we use of @cornerstonejs/codec-openjpeg, which brings no types. */
interface OpenJpegModule {
  J2KEncoder: new () => Encoder;
  J2KDecoder: new () => Decoder;
}

interface Encoder {
  getDecodedBuffer(frame: object): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  setQuality(lossless: boolean, layers: number): void;
  setDecompositions(levels: number): void;
  setCompressionRatio(layer: number, ratio: number): void;
  encode(): void;
  delete(): void;
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  delete(): void;
}

type Factory = (settings: { print: () => void; printErr: () => void }) => Promise<OpenJpegModule>;

/** OpenJPEG on 8-bit RGB. */
export interface OpenJpeg {
  /** `pixels` are height x width x 3 bytes; `ratio` is their number over that of the code. */
  encode(pixels: Uint8Array, height: number, width: number, ratio: number): Uint8Array;
  decode(code: Uint8Array): Uint8Array;
}

let loaded: Promise<OpenJpegModule> | undefined;

/** OpenJPEG compiled to WebAssembly, loaded at the first call. */
export async function openJpeg(): Promise<OpenJpeg> {
  const codec = await (loaded ??= load());
  return {
    encode: (pixels, height, width, ratio) => {
      const encoder = new codec.J2KEncoder();
      const size = { width, height, bitsPerSample: 8, componentCount: 3, isSigned: false };
      encoder.getDecodedBuffer({ ...size, isUsingColorTransform: true }).set(pixels);
      encoder.setQuality(false, 1);
      encoder.setDecompositions(waveletLevels(height, width));
      encoder.setCompressionRatio(0, ratio);
      encoder.encode();
      // The codec's memory is reused by the next call: copy out of it.
      const code = encoder.getEncodedBuffer().slice();
      encoder.delete();
      return code;
    },
    decode: (code) => {
      const decoder = new codec.J2KDecoder();
      decoder.getEncodedBuffer(code.length).set(code);
      decoder.decode();
      const pixels = decoder.getDecodedBuffer().slice();
      decoder.delete();
      return pixels;
    },
  };
}

/** Five, OpenJPEG's default, but no more than the shorter side can be halved. */
function waveletLevels(height: number, width: number): number {
  return Math.min(5, Math.floor(Math.log2(Math.min(height, width))));
}

async function load(): Promise<OpenJpegModule> {
  // A variable, because TypeScript would look for types that the package does not have.
  const name: string = '@cornerstonejs/codec-openjpeg/wasmjs';
  const { default: create } = (await import(name)) as { default: Factory };
  const quiet = (): void => undefined;
  return create({ print: quiet, printErr: quiet });
}

export interface Jpeg2000Options {
  /** Bytes of the 8-bit RGB image over bytes of its code; default 50 (0.48 bits a pixel). */
  readonly ratio?: number;
}

const ratio: NumberOption = { what: 'compression ratio', min: 1, max: 1000, default: 50 };

/**
 * JPEG 2000 compression to a given ratio: the image, rounded to 8 bits, written and read by OpenJPEG (9/7
 * wavelet, colour transform, one quality layer, one tile). LIVE's `jp2k` images lie between 0.03 and 3.2 bits a
 * pixel: ratios of 800 to 7.5. A small image's code cannot be smaller than its headers.
 */
export const jpeg2000 = degradation<Jpeg2000Options>({
  title: 'JPEG 2000',
  summary: 'JPEG 2000 by OpenJPEG: 9/7 wavelet, one layer.',
  source: 'its ratio, against 24 bits a pixel',
  options: { ratio },
  presets: [
    {
      word: 'jp2k',
      number: ratio,
      example: 50,
      summary: 'JPEG 2000 compressed N times',
      options: (N) => ({ ratio: N }),
    },
  ],
  apply: async (image, options) => {
    const { height, width } = image;
    const { toBytes } = await import('@ddr-lab/images/io');
    const { encode, decode } = await openJpeg();
    const bytes = decode(encode(toBytes(image), height, width, options.ratio));
    return createImage(
      height,
      width,
      Float32Array.from(bytes, (level) => level / 255),
    );
  },
});
