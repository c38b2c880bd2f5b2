import type { Random } from '@ddr-lab/base/random';
import { between, pick } from './draw';

/** Reflectance or radiance in linear light: red, green, blue. */
export type Colour = readonly [number, number, number];

/** The colours of one scene. */
export interface Palette {
  readonly name: string;
  /** Colours of things: earth, leaves, walls, cloth. */
  readonly things: readonly Colour[];
  /** Upper and lower colour of the sky. */
  readonly sky: readonly [Colour, Colour];
  /** Two colours of what lies deep behind near things: undergrowth, a room, water. */
  readonly depth: readonly [Colour, Colour];
}

/** Families of colours that occur together outdoors and indoors, as sRGB. Muted, as photographs mostly are. */
const families: Readonly<Record<string, { things: string; skies: string; depths: string }>> = {
  forest: {
    things: '2f3a22 4a5a32 66713f 3d3224 5a4a35 7d8257 22281c 8a8a70',
    skies: 'b9c3c4 d9dcd4|8fa3ad c8cfc9',
    depths: '39442f 6d7a55|2a3021 59624a|6f7a5c a9ae8f',
  },
  meadow: {
    things: '5d7136 7c8b4a 8f9660 46552d b4a877 6b5c3e b3a260 a06a76',
    skies: '7e9cbd c4d0d8|93a6b4 d6d9d4',
    depths: '4c5f36 81925a|6f7d4f a4a880',
  },
  desert: {
    things: 'b59570 9a7650 d0b793 7b5b3f 8c6a55 c4a27c 5d4836 a98a70',
    skies: '6f94bb b8c6cf|8aa4bd d8cfbf',
    depths: 'a5835f c9ae88|6d5340 9d7d62',
  },
  shore: {
    things: '5a7482 3d5663 8a9da3 b8b09c d2c8b2 6f6a5f 2b3d47 a3b3b5',
    skies: '7393b3 c6d2d8|9fb0ba dadcd8',
    depths: '4f6877 90a4ab|37505f 7d9199',
  },
  town: {
    things: '8a8580 a89c8c 7d5445 5b5652 c2b8a6 3b3a3b 936a54 b5a58f 66707a',
    skies: '8fa5ba d0d5d6|b9bdbd dedcd6',
    depths: '6c6a66 9c978f|45484c 7b7b79',
  },
  autumn: {
    things: '85582f 9c703b 6b4427 a38750 5c5a33 7a4030 3d2f22 8c7c50',
    skies: 'a9b4b8 d8d6cb|8097ab ccd0cc',
    depths: '5a4a2d 8f7947|4a3b2a 80684a',
  },
  people: {
    things: 'c69a7c a87458 dcb798 2f3747 6d7480 7a3a3a d8cdb8 3a302c 56616b 8c5f49',
    skies: 'a8b2b5 d2d0c8|93a7bb cfd5d6',
    depths: '8c8a84 b3ada2|3f4447 6a6c68|5f6b5c 94997f',
  },
  stone: {
    things: '8c8880 6b6862 a6a198 4d4b48 b8b2a5 78706a 5a5e61 938a7b',
    skies: '9aa9b5 d3d6d4|7b94ab c3ccd0',
    depths: '5f5d58 8a867e|45474a 77787a',
  },
  winter: {
    things: 'd5d9dc b4bcc4 8d98a3 57504a 3c3a39 e3e2dd 6c7782 7c7266',
    skies: '8ea6bf d3dae0|b6bfc6 dfe1e0',
    depths: '6d7f90 a9b4bd|8b9298 c0c6ca',
  },
  room: {
    things: '6d4a31 8f6a48 b69670 3f2c20 d3c4a8 5d5348 7e4e3f 9a8b78',
    skies: 'b3bcc2 d8d8d2|9fb0bd d5d6d0',
    depths: '8b7c69 b6a78f|4a4038 77695a|c0b49d d8cfbd',
  },
  dusk: {
    things: '2a2c35 3f3c45 5b4d4b 1d1f25 77615a 4d4a3d 332a28 8a7468',
    skies: '4d5a75 b58f7b|5d6478 a8949a',
    depths: '2e3447 6f6f80|2a2725 5d5550',
  },
  water: {
    things: '3f5a60 5f7b80 2c434b 83a09e b3c4bd 66705f c2b592 8f5f4c',
    skies: '7fa6bf c9d8da|a3b6bd dde0dc',
    depths: '33505a 6c8b90|4b6670 8ba3a4',
  },
};

/** Names of the colour families. */
const paletteNames: readonly string[] = Object.keys(families);

/** A palette of the named family, or of one drawn at random; tones, tint and saturation vary from scene to scene. */
export function samplePalette(random: Random, name: string = pick(random, paletteNames)): Palette {
  const family = families[name];
  // Light is a little warm or cool, the day more or less colourful.
  const warmth = 0.04 * random.normal();
  const saturation = between(random, 0.8, 1.3);
  const light = (colour: Colour): Colour => {
    const grey = luminance(colour);
    const tint = [1 + warmth, 1, 1 - warmth];
    const stretched = colour.map((c, i) => Math.max(0, grey + (c - grey) * saturation) * tint[i]);
    // No pigment out of doors is pure: each of its channels reflects something.
    const least = 0.16 * Math.max(...stretched);
    return stretched.map((c) => Math.max(c, least)) as unknown as Colour;
  };
  const colours = (list: string): Colour[] => list.split(' ').map((hex) => light(fromHex(hex)));
  const pair = (list: string): [Colour, Colour] => {
    const [first, second] = colours(pick(random, list.split('|')));
    return [first, second];
  };
  return { name, things: colours(family.things), sky: pair(family.skies), depth: pair(family.depths) };
}

/** A colour of the scene's things with its own tone: brightness and hue differ a little from thing to thing. */
export function sampleColour(random: Random, palette: Palette, variation = 1): Colour {
  return vary(random, pick(random, palette.things), variation);
}

/** `colour` made lighter or darker (standard deviation 30 %) and shifted slightly in hue. */
export function vary(random: Random, colour: Colour, variation = 1): Colour {
  const gain = Math.exp(0.3 * variation * random.normal());
  return colour.map((c) =>
    Math.min(0.95, c * gain * Math.exp(0.06 * variation * random.normal())),
  ) as unknown as Colour;
}

/** Luminance (Rec. 709) of a linear colour. */
function luminance(colour: Colour): number {
  return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
}

/** `a` and `b` mixed in linear light; `t` of 0 is `a`. */
export function mix(a: Colour, b: Colour, t: number): Colour {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** A colour times a factor. */
export function scale(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

function fromHex(hex: string): Colour {
  const channel = (at: number): number => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [channel(0), channel(2), channel(4)];
}
