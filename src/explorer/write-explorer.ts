import { existsSync } from 'node:fs';
import { version } from '../../package.json';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { checkpointFile } from '../analysis/checkpoint';
import { lastBlock } from '../analysis/layers';
import { openTestSet } from '../analysis/test-set';
import { openSet } from '../images/sets/open';
import type { ImportOptions } from '../networks/import/recognised';
import { isGraphNetwork } from '../networks/tappable';
import { closeNetworks, openNetworks } from '../reports/open-networks';
import type { ExplorerData } from './shared/data';
import { studyPage } from './study-pages/study-pages';
import { pageDegrader } from './writing/degraders';
import { explorerPage } from './writing/explorer-page';
import { pageNetwork, type PageNetworkSource } from './writing/network-maps';
import { Packer } from './writing/packer';
import { PATCH, SAMPLES, testPatches } from './writing/test-patches';

/** What the explorer shows where nobody says. */
const explorerDefaults = {
  weights: ['srresnet-wgr', 'srresnet-wogr'],
  degradations: [
    'clean',
    'blur1',
    'blur2',
    'blur4',
    'noise5',
    'noise10',
    'noise20',
    'jpeg60',
    'jpeg30',
    'jpeg10',
    'rain-small-half',
    'rain-medium-half',
    'rain-large-half',
  ],
  count: 48,
} as const;

/** What `writeExplorer` takes. */
export interface ExplorerOptions {
  /** Weight files, or networks that ship by name; default `srresnet-wgr` and `srresnet-wogr`. All must enlarge by one scale. */
  readonly weights?: readonly string[];
  /** A set by name, a folder, or a set; default the test set: photographs where the data root has them, else drawn scenes. */
  readonly images?: string | ImageSet;
  /** How many images patches are cut of, 12 or more; default 48. */
  readonly count?: number;
  /** Presets; default thirteen: clean, and three degrees each of blur, noise, JPEG and rain. */
  readonly degradations?: readonly string[];
  /** Layers that have a map; default all from the first to the last block that a network has. */
  readonly layers?: readonly string[];
  /** Networks that learnt to degrade (LR images to LR images), which the reader may put before the sliders: names or files; default none. */
  readonly degraders?: readonly string[];
  /** The page of a study: `B1`, or the study's name. What it is made of is a default for the other options; default none. */
  readonly study?: string;
  /** Whether the weights of the snapshots of trainings are there, too, so that the reader's image is put through them; default false. They may be too large for a page. */
  readonly snapshots?: boolean;
  /** Whether there are t-SNE maps; default true. They take most of the time. */
  readonly tsne?: boolean;
  /** Of the t-SNE maps; default 30, or less where there are few patches. */
  readonly perplexity?: number;
  /** Whether snapshots of trainings are placed where they ship; default true. */
  readonly training?: boolean;
  /** Of noise, rain and t-SNE; default 0. */
  readonly seed?: number;
  /** What weight files do not say. */
  readonly network?: ImportOptions;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** A page of more bytes is refused: it could no longer be sent. */
const LIMIT = 12e6;

/**
 * Makes the explorer: one HTML page that holds networks, their maps, and the code that runs them where it is read.
 *
 * @returns the page.
 * @throws InputError for a network that pages do not compute (naming the layer), scales that differ, fewer than 12 images, a layer
 *   that a network does not have, and a page of more than 12 MB.
 */
export async function explorerHtml(given: ExplorerOptions = {}): Promise<string> {
  const page = given.study === undefined ? undefined : studyPage(given.study);
  const options: ExplorerOptions = { ...page?.options, ...given };
  const { count = explorerDefaults.count, seed = 0, training = true, tsne = true } = options;
  const { signal = currentSignal(), onProgress } = options;
  const degradations = options.degradations ?? explorerDefaults.degradations;
  if (degradations.length < 2) throw new InputError('A map needs two degradations or more.');
  const weights = options.weights ?? explorerDefaults.weights;
  const files = weights.map((name) => (existsSync(name) ? name : checkpointFile(name)));
  const opened = await openNetworks(files, options.network);
  try {
    const sources = opened.map(({ name, file, network, scale }): PageNetworkSource => {
      if (isGraphNetwork(network)) {
        throw new InputError(
          `${file}: is a graph of its own, or stands behind another range of its samples; pages compute networks layer by layer. Look at it with ddr analyse.`,
        );
      }
      if (scale === undefined)
        throw new InputError(`${file}: puts out no image, so there is nothing to show.`);
      return { name, file, network, scale, layers: mapped(file, network.layers, options.layers) };
    });
    const [{ scale, file }] = sources;
    const other = sources.find((source) => source.scale !== scale);
    if (other) {
      throw new InputError(
        `${file} enlarges by ${scale}, ${other.file} by ${other.scale}: they cannot be shown the same images. Write two pages.`,
      );
    }
    const set =
      typeof options.images === 'object'
        ? options.images
        : options.images === undefined
          ? await openTestSet({ count: count + SAMPLES })
          : await openSet(options.images, { count: count + SAMPLES });
    const patches = await testPatches(set, { count, degradations, scale, seed });
    const contents = patches.labels.length;
    const rows = contents * degradations.length;
    const roles = patches.labels.map(role);
    const rowsFor = (wanted: number): number[] =>
      Array.from({ length: rows }, (_, row) => row).filter((row) => roles[row % contents] === wanted);
    const packer = new Packer();
    const networks = [];
    for (const source of sources) {
      const settings = {
        patches,
        training,
        snapshots: options.snapshots ?? false,
        tsne,
        perplexity: options.perplexity ?? Math.min(30, Math.floor((rows - 1) / 3)),
        seed,
        groups: Int32Array.from({ length: rows }, (_, row) => Math.floor(row / contents)),
        groupCount: degradations.length,
        neighbours: rowsFor(0),
        split: { calibration: rowsFor(1), check: rowsFor(2) },
        onProgress,
        signal,
      };
      networks.push(await pageNetwork(source, settings, packer));
    }
    const degraders = [];
    for (const name of options.degraders ?? []) degraders.push(await pageDegrader(name, packer));
    const data: ExplorerData = {
      version,
      set: patches.set,
      contents,
      labels: patches.labels,
      patch: PATCH,
      degradations: patches.degradations,
      roles,
      sprite: patches.sprite.toString('base64'),
      samples: patches.samples.map(({ name, webp }) => ({ name, webp: webp.toString('base64') })),
      networks,
      degraders,
      ...(page && { study: { title: page.title, about: page.about, start: page.start } }),
      made: {
        count: contents,
        weights,
        ...(typeof options.images === 'string' && { images: options.images }),
        seed,
      },
    };
    const html = await explorerPage(data, packer.bytes());
    if (Buffer.byteLength(html) > LIMIT) {
      throw new InputError(
        `The page would be ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB, above ${LIMIT / 1e6}: take fewer images (--count), layers or networks.`,
      );
    }
    return html;
  } finally {
    closeNetworks(opened);
  }
}

/**
 * Writes the explorer to a file, whole or not at all.
 *
 * @returns bytes written.
 * @throws InputError as `explorerHtml`.
 */
export async function writeExplorer(file: string, options: ExplorerOptions = {}): Promise<number> {
  const page = await explorerHtml(options);
  await writeWhole(file, page);
  return Buffer.byteLength(page);
}

/** Of five contents three are neighbours, one is of the calibration, one checks it. */
const role = (_: unknown, content: number): number => [0, 1, 0, 2, 0][content % 5];

/** The layers asked for, or all up to the last block. */
function mapped(file: string, layers: readonly string[], asked?: readonly string[]): string[] {
  if (!asked) return layers.slice(0, layers.indexOf(lastBlock({ layers })) + 1);
  const foreign = asked.find((layer) => !layers.includes(layer));
  if (foreign !== undefined) {
    throw new InputError(`${file}: has no layer ${foreign}; it has ${layers.join(', ')}.`);
  }
  return layers.filter((layer) => asked.includes(layer));
}
