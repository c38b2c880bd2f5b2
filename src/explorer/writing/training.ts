import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { placesOf } from '@ddr-lab/base/project';

/** A training's snapshots by their iterations. */
export interface Training {
  readonly name: string;
  readonly files: readonly { readonly iterations: number; readonly file: string }[];
}

/** The snapshots of the training that made a network, or of its shorter one (`NAME-short`), where they ship. */
export function trainingOf(name: string): Training | undefined {
  for (const place of placesOf('checkpoints')) {
    for (const training of [name, `${name}-short`]) {
      const folder = path.join(place, 'evolution', training);
      if (!existsSync(folder)) continue;
      const files = readdirSync(folder)
        .filter((file) => /^\d+\.safetensors$/.test(file))
        .sort()
        .map((file) => ({ iterations: parseInt(file, 10), file: path.join(folder, file) }));
      if (files.length > 0) return { name: training, files };
    }
  }
  return undefined;
}
