import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { Image } from '@ddr-lab/images/image';
import { type Degradation, type PresetWord, requireInRange, type Seeded, subSeed } from './degradation';
import { degradations } from './degradations';
import { applyOwn, isOwnDegradation, type OwnDegradation } from './own-degradation';
import { weatherMask } from './weather';

/** A family of presets: a word of a degradation, and what it degrades by. */
export interface PresetKind extends PresetWord<object> {
  readonly degradation: Degradation;
}

/** Every word of every degradation, in the order of the list. */
export const presetKinds: readonly PresetKind[] = Object.values<Degradation>(degradations).flatMap(
  (degradation) => degradation.presets.map((preset) => ({ ...preset, degradation })),
);

/** What a degradation is called: a preset by its name, one's own by the one that it was given. */
export function degradationName(degradation: AnyDegradation): string {
  if (typeof degradation === 'string') return parsePreset(degradation).name;
  return degradation.name;
}

/**
 * The names of degradations that are to be told apart.
 *
 * @throws InputError where one is named twice, one's own has no name, no function, or that of a preset, and as `parsePreset`.
 */
export function degradationNames(degradations: readonly AnyDegradation[]): string[] {
  for (const degradation of degradations) checkOwn(degradation);
  const names = degradations.map(degradationName);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(`The degradation ${twice} is named twice.`);
  return names;
}

function checkOwn(degradation: unknown): void {
  if (typeof degradation === 'string') return;
  const { name, apply, links } = (degradation ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name.trim() === '') {
    throw new InputError(
      'A degradation is the name of a preset, or { name, apply } with a name and a function from an image to an image.',
    );
  }
  if (!isOwnDegradation(degradation) && Array.isArray(links)) return;
  if (typeof apply !== 'function') {
    throw new InputError(`The degradation ${name} needs apply, a function from an image to an image.`);
  }
  if (isPreset(name)) {
    throw new InputError(`The degradation ${name} has the name of a preset: give yours another.`);
  }
}

function isPreset(name: string): boolean {
  try {
    parsePreset(name);
    return true;
  } catch {
    return false;
  }
}

/** A degradation by name: one link, or several applied from left to right. */
export interface Preset {
  /** As written: `clean`, `blur2`, `blur2+noise20`. */
  readonly name: string;
  readonly links: readonly PresetLink[];
}

/** One degradation of a chain with its number. */
export interface PresetLink {
  readonly kind: PresetKind;
  readonly number: number;
}

/** What says how images are degraded: a preset's name, a preset, or a degradation of one's own. */
export type AnyDegradation = string | Preset | OwnDegradation;

/** The presets there are: `name` as it is written (`blurN` takes any number for N), and what it does. */
export const knownPresets: readonly { readonly name: string; readonly description: string }[] =
  presetKinds.map(({ word, number, example, summary }) => ({
    name: number ? `${word}N` : word,
    description: number ? `${summary}, as in ${word}${example}` : summary,
  }));

/**
 * Reads a preset's name: `clean`, `blur2`, `noise20`, or a chain such as `blur2+noise20+jpeg30`.
 *
 * @throws InputError that names the known presets, or says what a number must be.
 */
export function parsePreset(text: string): Preset {
  const name = text.trim().toLowerCase();
  return { name, links: name.split('+').map((link) => parseLink(link.trim(), text)) };
}

function parseLink(link: string, text: string): PresetLink {
  const kind = presetKinds.find(({ word, number }) =>
    number ? link.startsWith(word) && isNumber(link.slice(word.length)) : link === word,
  );
  if (!kind) throw new InputError(`Preset "${text}": ${complain(link)} ${listKnown()}`);
  if (!kind.number) return { kind, number: NaN };
  const number = Number(link.slice(kind.word.length));
  if (number <= 0)
    throw new InputError(`Preset "${text}": ${kind.number.what} must be above 0, not ${number}.`);
  return { kind, number: requireInRange(`Preset "${text}"`, kind.number, number) };
}

/** Decimal digits with a sign or an exponent at most: `2`, `.5`, `-5`, `1e9`. */
function isNumber(text: string): boolean {
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/.test(text);
}

function complain(link: string): string {
  if (link === '') return 'there is a name missing.';
  const numbered = presetKinds.find(({ word, number }) => number && link === word);
  if (numbered) {
    return `"${link}" needs its number right after it, as in ${link}${numbered.example}.`;
  }
  const plain = presetKinds.find(({ word, number }) => !number && link.startsWith(word));
  if (plain) return `"${plain.word}" stands alone, without "${link.slice(plain.word.length)}".`;
  return `there is no "${link}".`;
}

function listKnown(): string {
  const names = knownPresets.map(({ name }) => name).join(', ');
  return `Known presets: ${names} (N a number: blur2), joined by + for a chain: blur2+noise20.`;
}

/**
 * Degrades an image by a preset, its name, or a degradation of one's own. Each link of a chain draws from a stream of its own; the first
 * link's is that of `seed` itself, so that `noise20` equals `gaussianNoise(image, { sigma: 20, seed })`.
 *
 * @throws InputError as `parsePreset`, and where one's own degradation gives no image.
 */
export async function degrade(image: Image, preset: AnyDegradation, options: Seeded = {}): Promise<Image> {
  const { seed = 0 } = options;
  if (isOwnDegradation(preset)) return applyOwn(preset, image, seed);
  const { links } = typeof preset === 'string' ? parsePreset(preset) : preset;
  let degraded = image;
  for (const [position, { kind, number }] of links.entries()) {
    degraded = await kind.degradation(degraded, {
      ...kind.options?.(number),
      seed: linkSeed(seed, position),
    });
  }
  return degraded;
}

/** A degraded image, and where weather covers it. */
export interface CoveredImage {
  readonly image: Image;
  /** H x W: 1 where rain or snow covers a pixel (its layer above 50 / 255), else 0. */
  readonly mask: Uint8Array;
}

/**
 * `degrade`, with the mask of what its rain and snow cover: where errors of deraining are measured.
 *
 * @throws InputError for a preset without weather, and where what follows a weather changes the size.
 */
export async function degradeWithMask(
  image: Image,
  preset: string | Preset,
  { seed = 0 }: Seeded = {},
): Promise<CoveredImage> {
  const { name, links } = typeof preset === 'string' ? parsePreset(preset) : preset;
  let degraded = image;
  let mask: Uint8Array | undefined;
  for (const [position, { kind, number }] of links.entries()) {
    const options = { ...kind.options?.(number), seed: linkSeed(seed, position) };
    const layer = kind.degradation.layer?.(degraded, options);
    if (layer) mask = weatherMask(layer).map((covered, i) => covered | (mask?.[i] ?? 0));
    degraded = await kind.degradation(degraded, options);
    if (mask && mask.length !== degraded.height * degraded.width) {
      throw new InputError(
        `Preset "${name}": ${kind.word} changes the size behind a weather, whose mask is then lost.`,
      );
    }
  }
  if (!mask) throw new InputError(`Preset "${name}": there is no rain or snow in it, and so no mask.`);
  return { image: degraded, mask };
}

/** The first link's seed is that of the chain itself; each other link has a stream of its own. */
const linkSeed = (seed: number, position: number): number =>
  position === 0 ? seed : subSeed(seed, position, 1);

export interface DegradeAllOptions extends Seeded {
  /** Called after each image. */
  readonly onProgress?: OnProgress;
  /** Stops between two images. */
  readonly signal?: AbortSignal;
}

/**
 * Degrades each image of a set. Image i draws from a stream of its own of the seed (`subSeed(seed, i)`), whatever
 * stands before it.
 *
 * @throws InputError as `parsePreset`; the signal's reason when aborted.
 */
export async function degradeAll(
  images: readonly Image[],
  preset: AnyDegradation,
  options: DegradeAllOptions = {},
): Promise<Image[]> {
  const { seed = 0, onProgress, signal = currentSignal() } = options;
  const parsed = typeof preset === 'string' ? parsePreset(preset) : preset;
  const degraded: Image[] = [];
  for (const [index, image] of images.entries()) {
    signal?.throwIfAborted();
    degraded.push(await degrade(image, parsed, { seed: subSeed(seed, index) }));
    onProgress?.({ done: degraded.length, total: images.length, note: parsed.name });
  }
  return degraded;
}
