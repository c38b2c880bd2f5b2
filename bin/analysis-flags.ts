import type { Command } from 'commander';
import type { AnalyseNetworksOptions } from '../src/reports/analyse-networks';
import { checkSolver, type Solver } from '../src/analysis/solver';
import { usualTitles } from '../src/metrics/metric';
import { metrics } from '../src/metrics/metrics';
import { networkOptions } from './network-flags';
import { list, wholeNumber } from './words';

/** What commands that analyse networks are told, as commander gives it. */
export interface AnalysisFlags {
  images?: string;
  layers: string;
  degradations: string;
  metrics?: string;
  runs: string;
  count: string;
  patch?: string;
  size?: string;
  seed: string;
  solver: string;
}

/** Adds the flags that say how networks are analysed: on what, at which layers, how often. */
export function addAnalysisFlags(command: Command): Command {
  return command
    .option(
      '--images <dir|set>',
      'folder of HR images (PNG, JPEG, ...), or a data set by name (default: bsds500/val where the data root has it, else the embedded scenes)',
    )
    .option(
      '--layers <names>',
      'auto (five from the first block to the last), all, or names joined by commas; last: the last block',
      'auto',
    )
    .option(
      '--degradations <presets>',
      'what to tell apart, two at least, joined by commas',
      'clean,blur4,noise20',
    )
    .option(
      '--metrics <names>',
      `what else to measure of the outputs, joined by commas: ${metrics
        .filter(({ usual }) => !usual)
        .map(({ name }) => name)
        .join(', ')} (default: ${usualTitles} alone)`,
    )
    .option('--runs <n>', 't-SNE runs a layer', '5')
    .option(
      '--count <n>',
      'patches of each degradation: one of each image, several where there are fewer images',
      '100',
    )
    .option(
      '--patch <pixels>',
      "side of the patches that enter the networks, in pixels of a network's input (default: 32, or the one size that a network takes)",
    )
    .option(
      '--size <pixels>',
      'larger images are cut to their middle of at most this side, in pixels (default: 512)',
    )
    .option('--seed <n>', 'seed of noise and of the first t-SNE run', '0')
    .option(
      '--solver <name>',
      'of principal components: exact; randomised, with features on disk and a stated error; auto (exact up to 3,000 patches)',
      'auto',
    );
}

/** @throws InputError for a solver that does not exist. */
function solverNamed(name: string): Solver {
  checkSolver(name);
  return name;
}

/**
 * What the flags say, for `analyseNetworks`, with those of `addNetworkFlags`.
 *
 * @throws InputError naming the flag whose word does not do.
 */
export function analysisOptions(flags: AnalysisFlags): AnalyseNetworksOptions {
  const { layers } = flags;
  return {
    images: flags.images,
    layers: layers === 'auto' || layers === 'all' ? layers : list(layers),
    degradations: list(flags.degradations),
    ...(flags.metrics === undefined ? {} : { metrics: list(flags.metrics) }),
    runs: wholeNumber('--runs', flags.runs, 1),
    count: wholeNumber('--count', flags.count, 1),
    ...(flags.patch === undefined ? {} : { patch: wholeNumber('--patch', flags.patch, 16) }),
    ...(flags.size === undefined ? {} : { size: wholeNumber('--size', flags.size, 16) }),
    seed: wholeNumber('--seed', flags.seed, 0),
    solver: solverNamed(flags.solver),
    network: networkOptions(flags),
  };
}
