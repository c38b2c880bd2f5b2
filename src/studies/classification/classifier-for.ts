import { existsSync } from 'node:fs';
import { InputError } from '@ddr-lab/base/errors';
import type { Network } from '../../networks/network';
import { checkpoint, checkpointFile } from '../../analysis/checkpoint';

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
