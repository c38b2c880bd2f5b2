/** What the first bytes of a file say of it. */
export type Header =
  { readonly kind: string; readonly width: number; readonly height: number } | { readonly problem: string };

/** Pixels of the largest image that is opened: a phone's; more would not fit into its memory. */
const MOST = 50e6;

/**
 * Looks at a file before the browser decodes it: what it is, and how large. A small file can say that it holds a thousand
 * megapixels, and drawing takes four bytes for each of them.
 *
 * @param bytes the file's beginning, 256 KB or all of it.
 * @returns a sentence where it is none of PNG, JPEG, WebP, GIF and BMP, damaged, or too large.
 */
export function readHeader(bytes: Uint8Array, name: string): Header {
  if (bytes.length === 0) return { problem: `${name} is empty.` };
  const found = sizeOf(bytes);
  if (found === undefined) return { problem: foreign(bytes, name) };
  const { kind, width, height } = found;
  if (!(width > 0 && height > 0)) {
    return { problem: `${name} is a ${kind} file, but a damaged one: it does not say how large it is.` };
  }
  if (width * height > MOST) {
    const mega = Math.round((width * height) / 1e6);
    return {
      problem: `${name} has ${width} × ${height} pixels, ${mega} megapixels: more than the ${MOST / 1e6} that are opened here. Make it smaller first.`,
    };
  }
  return found;
}

function foreign(bytes: Uint8Array, name: string): string {
  const text = ascii(bytes, 0, Math.min(bytes.length, 1024)).toLowerCase();
  if (/<svg[\s>]/.test(text)) {
    return `${name} is an SVG: a drawing, not pixels. Save it as PNG first.`;
  }
  if (ascii(bytes, 4, 8) === 'ftyp') {
    return `${name} is a HEIC, AVIF or video file, which is not read here. Save it as JPEG or PNG first.`;
  }
  return `${name} is no image that is read here: take a PNG, JPEG, WebP, GIF or BMP file.`;
}

interface Size {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
}

function sizeOf(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at: number, little = false): number =>
    at + 2 <= bytes.length ? view.getUint16(at, little) : 0;
  const u32 = (at: number, little = false): number =>
    at + 4 <= bytes.length ? view.getUint32(at, little) : 0;
  if (u32(0) === 0x89504e47) return { kind: 'PNG', width: u32(16), height: u32(20) };
  if (/^GIF8[79]a/.test(ascii(bytes, 0, 6)))
    return { kind: 'GIF', width: u16(6, true), height: u16(8, true) };
  if (ascii(bytes, 0, 2) === 'BM' && [12, 40, 52, 56, 108, 124].includes(u32(14, true))) {
    const old = u32(14, true) === 12;
    const height = old ? u16(20, true) : u32(22, true) | 0;
    return { kind: 'BMP', width: old ? u16(18, true) : u32(18, true), height: Math.abs(height) };
  }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP')
    return { kind: 'WebP', ...webp(bytes, u16) };
  if (u16(0) === 0xffd8) return { kind: 'JPEG', ...jpeg(bytes, u16) };
  return undefined;
}

type U16 = (at: number, little?: boolean) => number;

function webp(bytes: Uint8Array, u16: U16): Omit<Size, 'kind'> {
  const chunk = ascii(bytes, 12, 16);
  const u24 = (at: number): number => u16(at, true) | ((bytes[at + 2] ?? 0) << 16);
  if (chunk === 'VP8X') return { width: u24(24) + 1, height: u24(27) + 1 };
  if (chunk === 'VP8L') {
    const bits = u16(21, true) | (u16(23, true) << 16);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  return { width: u16(26, true) & 0x3fff, height: u16(28, true) & 0x3fff };
}

/** The frame header: segments before it are skipped. */
function jpeg(bytes: Uint8Array, u16: U16): Omit<Size, 'kind'> {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: u16(at + 5), width: u16(at + 7) };
    at += 2 + u16(at + 2);
  }
  return { width: 0, height: 0 };
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}
