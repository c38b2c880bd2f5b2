import { existsSync } from 'node:fs';
import { InputError } from '@ddr-lab/base/errors';
import type { Network } from '../../networks/network';
import { checkpoint, checkpointFile } from '../../analysis/checkpoint';
import { type AnyDegradation, degradationNames, parsePreset } from '../../degradations/presets';
import { isOwnDegradation } from '../../degradations/own-degradation';
import type { Spread } from '../../metrics/spread';
import type { Tappable } from '../../networks/tappable';
import { contrast, type ContrastOptions } from '../../analysis/contrast';
import type { LabelledImages } from '../../analysis/labelled-images';

/** The architectures that this project has classifiers of: the paper's two. */
export type ClassifierFamily = 'resnet18' | 'unified';

/** Our classifiers for each set of labelled images, the fitting one first. */
const classifiers: Readonly<Record<string, Record<ClassifierFamily, readonly string[]>>> = {
  'scenes/objects': {
    resnet18: ['resnet18-classes', 'resnet18-perceptual'],
    unified: ['unified-classes', 'unified-classification'],
  },
  'cifar10/test': {
    resnet18: ['resnet18-cifar10', 'resnet18-perceptual'],
    unified: ['unified-classification', 'unified-classes'],
  },
};

/**
 * The classifier that this project has for a set of labelled images: the one trained on its kind of images
 * (`resnet18-classes` for drawn objects, `resnet18-cifar10` for CIFAR-10) or, until there is one, one that learnt from
 * others (the narrow `resnet18-perceptual`, trained on CIFAR-10). `metadata.data` tells what it has learnt from. The family
 * `unified` gives those with the unified backbone (A.10).
 *
 * @throws InputError where the set has no classifier here.
 */
export async function classifierFor(
  set: string,
  family: ClassifierFamily = 'resnet18',
): Promise<{ name: string; network: Network }> {
  const names = Object.hasOwn(classifiers, set) ? classifiers[set][family] : [];
  const name = names.find((candidate) => existsSync(checkpointFile(candidate)));
  if (name !== undefined) return { name, network: await checkpoint(name) };
  throw new InputError(
    names.length > 0
      ? `No classifier for ${set} is in checkpoints/: train one by \`ddr train ${names[0]}\`.`
      : `There are classifiers for ${Object.keys(classifiers).join(' and ')}, not for ${set}.`,
  );
}

/** The contrast between clean images and the same under one degradation of one strength. */
export interface ContrastSweepRow {
  readonly preset: string;
  /** The preset's word, `blur`, and its number. */
  readonly kind: string;
  readonly strength: number;
  /** CHI by class and by degradation, of the same points. */
  readonly byClass: Spread;
  readonly byDegradation: Spread;
}

/**
 * The contrast along the strength of degradations: one map for each preset, of the clean images together with those that
 * it has degraded. Where CHI by class falls, the degradation has erased the content.
 *
 * @param presets single presets, or `{ name, apply }` with a name that ends in its strength: `haze30`.
 * @throws InputError for one that is not one degradation with a number.
 */
export async function contrastSweep(
  network: Tappable,
  labelled: LabelledImages,
  presets: readonly AnyDegradation[],
  options: Omit<ContrastOptions, 'degradations'> = {},
): Promise<ContrastSweepRow[]> {
  const steps = presets.map(stepOf);
  const rows: ContrastSweepRow[] = [];
  for (const [index, step] of steps.entries()) {
    const { byClass, byDegradation } = await contrast(network, labelled, {
      ...options,
      degradations: ['clean', step.degradation],
      onProgress: ({ done, total }) =>
        options.onProgress?.({ done: index + done / total, total: steps.length, note: step.preset }),
    });
    const { preset, kind, strength } = step;
    rows.push({ preset, kind, strength, byClass, byDegradation });
  }
  return rows;
}

interface Step extends Pick<ContrastSweepRow, 'preset' | 'kind' | 'strength'> {
  readonly degradation: AnyDegradation;
}

/** A word and its number: of a preset, or of the name of one's own degradation. */
function stepOf(degradation: AnyDegradation): Step {
  const [preset] = degradationNames([degradation]);
  if (isOwnDegradation(degradation)) {
    const [, kind, number] = /^(.*?)(\d*\.?\d+)$/.exec(preset) ?? [];
    if (number !== undefined) return { degradation, preset, kind, strength: Number(number) };
  } else {
    const { links } = typeof degradation === 'string' ? parsePreset(degradation) : degradation;
    const [{ kind, number }] = links;
    if (links.length === 1 && !Number.isNaN(number)) {
      return { degradation, preset, kind: kind.word, strength: number };
    }
  }
  throw new InputError(`${preset}: a sweep takes single degradations with a strength, such as blur2.`);
}
