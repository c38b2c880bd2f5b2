import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { checkpoint, checkpointFile } from '../../analysis/checkpoint';
import { networkFingerprint } from '../../networks/fingerprints';
import { disposeNetwork } from '../../networks/tappable';
import { chooseLayers, closeNetworks, openNetworks } from '../../reports/open-networks';
import { scaleOf } from '../../training/places';
import type { Sweep, SweepNetwork } from '../spec/sweep';
import type { MeasurePlace, MeasureUnit, PlannedUnit, TrainUnit } from '../unit';
import { at } from './at';
import { type Folders, moved } from './moved';
import { trainUnits } from './train-units';

/** A network as far as a plan must know it. */
export interface KnownNetwork extends Pick<MeasureUnit, 'network' | 'options'> {
  readonly name: string;
  readonly at: string;
  readonly source: MeasurePlace['source'];
  /** By what images are shrunk to be its input. */
  readonly shrunk: number;
  /** The trainings that make it, those that others begin with before these. */
  readonly trainings: readonly PlannedUnit<TrainUnit>[];
}

/**
 * Opens a network and looks whether it has the layers; of one to be trained, makes its trainings.
 *
 * @throws InputError with the line of the sweep's file.
 */
export function knowNetwork(
  network: SweepNetwork,
  sweep: Pick<Sweep, 'layers' | 'patch'>,
  folders: Folders,
): Promise<KnownNetwork> {
  return at(network.at, async () => {
    if ('training' in network) return toBeTrained(network);
    const options = 'file' in network ? network.options : {};
    const file =
      'file' in network ? path.resolve(folders.base, network.file) : await shippedFile(network.shipped);
    const opened = await openNetworks([file], { ...options, patch: sweep.patch });
    try {
      const [{ network: runnable, shrunk, fixed }] = opened;
      chooseLayers(opened, sweep.layers);
      if (fixed && (fixed.height !== sweep.patch || fixed.width !== sweep.patch)) {
        throw new InputError(
          `${file}: takes images of ${fixed.height} x ${fixed.width} alone, and \`patch\` is ${sweep.patch}.`,
        );
      }
      const fingerprint = await networkFingerprint(runnable, { code: false });
      if (fingerprint === undefined) {
        throw new InputError(`${file}: cannot be told from others, as it does not describe itself.`);
      }
      return {
        name: network.name,
        at: network.at,
        network: { fingerprint },
        options,
        source: 'file' in network ? { file: moved(network.file, folders) } : { shipped: network.shipped },
        shrunk,
        trainings: [],
      };
    } finally {
      closeNetworks(opened);
    }
  });
}

function toBeTrained(network: Extract<SweepNetwork, { training: unknown }>): KnownNetwork {
  const trainings = trainUnits(network.training);
  const last = trainings[trainings.length - 1];
  return {
    name: network.name,
    at: network.at,
    network: { trained: last.id },
    options: {},
    source: { trained: last.id },
    shrunk: scaleOf(last.unit.recipe.network),
    trainings,
  };
}

/** The file of a network that ships. */
async function shippedFile(name: string): Promise<string> {
  // Says which there are, where there is none of this name.
  disposeNetwork(await checkpoint(name));
  return checkpointFile(name);
}
