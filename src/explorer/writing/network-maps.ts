import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { noted, type OnProgress } from '@ddr-lab/base/progress';
import { createImage, type Image } from '@ddr-lab/images/image';
import { tap } from '../../features/tap';
import { psnr } from '../../metrics/psnr';
import { loadNetwork } from '../../networks/load-network';
import { type Network, readWeights } from '../../networks/network';
import { superResolve } from '../../networks/super-resolve';
import { disposeNetwork } from '../../networks/tappable';
import type { LayerMap, MapSnapshot, PageNetwork } from '../shared/data';
import { withoutGradients } from '../worker/regions';
import { layerMap, type MapSettings, pcaPoints } from './layer-map';
import type { Packer } from './packer';
import { pageLayers } from './page-layers';
import type { TestPatches } from './test-patches';
import { trainingOf } from './training';

/** A network that the page is to have. */
export interface PageNetworkSource {
  readonly name: string;
  /** The file's name, for messages. */
  readonly file: string;
  readonly network: Network;
  readonly scale: number;
  /** Layers that have a map. */
  readonly layers: readonly string[];
}

/** What `pageNetwork` needs besides the network. */
export interface PageNetworkSettings extends MapSettings {
  readonly patches: TestPatches;
  /** Whether the snapshots of its training are placed, too, where they ship. */
  readonly training: boolean;
  /** Whether their weights are there, too. */
  readonly snapshots: boolean;
}

/** All that the page has of a network: what computes it, its maps, what degradations cost it, its training. */
export async function pageNetwork(
  source: PageNetworkSource,
  settings: PageNetworkSettings,
  packer: Packer,
): Promise<PageNetwork> {
  const { name, file, network, scale, layers } = source;
  const { patches, onProgress, signal } = settings;
  const computed = pageLayers(file, network.model, await readWeights(network.model), packer);
  const features = await featuresOf(network, layers, patches.patches, {
    onProgress: noted(onProgress, `${name}: features`),
    signal,
  });
  const maps: LayerMap[] = [];
  const made: Float32Array[] = [];
  for (const layer of layers) {
    const own = { ...settings, onProgress: noted(onProgress, `${name}: map of ${layer}`) };
    const one = await layerMap(layer, features[layer], own, packer, made.at(-1));
    maps.push(one.map);
    made.push(one.points);
  }
  const loss = await lossOf(network, scale, patches, noted(onProgress, `${name}: outputs`), signal);
  const training = settings.training ? await placeTraining(source, settings, made, packer) : undefined;
  const refused = withoutGradients(computed);
  return {
    name,
    about: aboutOf(network),
    scale,
    layers: computed,
    ...(refused !== undefined && { gradients: refused }),
    output: network.model.outputLayers[0].name,
    maps,
    loss: packer.half(loss),
    ...(training && { training }),
  };
}

function aboutOf({ spec }: Network): string {
  const known: Readonly<Record<string, unknown>> = { ...spec };
  const { kind, channels, blocks, globalResidual } = known;
  const residual =
    globalResidual === true
      ? ', with global residual'
      : globalResidual === false
        ? ', without global residual'
        : '';
  const size = channels === undefined ? '' : ` of ${String(channels)} channels`;
  const deep = blocks === undefined ? '' : ` and ${String(blocks)} blocks`;
  return `${String(kind)}${size}${deep}${residual}`;
}

function featuresOf(
  network: Network,
  layers: readonly string[],
  patches: readonly Image[],
  options: { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<Record<string, Matrix<Float32Array>>> {
  return tap(network, layers, patches, { ...options, view: 'mean-deviation', batch: 12 });
}

/** PSNR of the output for the clean patch less that for the degraded one, against what the output should be, in dB on luma. */
async function lossOf(
  network: Network,
  scale: number,
  { patches, truth, degradations }: TestPatches,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const border = scale;
  const quality: number[] = [];
  for (const [row, patch] of patches.entries()) {
    const output = await superResolve(network, patch, { signal });
    const target = truth[row % truth.length];
    quality.push(psnr(sameSize(output, target), target, { channel: 'y', border }));
    onProgress({ done: row + 1, total: patches.length });
  }
  const clean = degradations.findIndex(({ family }) => family === 'clean');
  const best = (content: number): number =>
    clean < 0
      ? Math.max(...degradations.map((_, d) => quality[d * truth.length + content]))
      : quality[clean * truth.length + content];
  return Float32Array.from(quality, (value, row) => best(row % truth.length) - value);
}

function sameSize(output: Image, { height, width }: Image): Image {
  return output.height === height && output.width === width ? output : createImage(height, width);
}

/** Where the patches were at the snapshots of the training, from its end backwards turned like the map of the network. */
async function placeTraining(
  { name, layers }: PageNetworkSource,
  { patches, snapshots: whole, onProgress, signal }: PageNetworkSettings,
  made: readonly Float32Array[],
  packer: Packer,
): Promise<PageNetwork['training']> {
  const training = trainingOf(name);
  if (!training) return undefined;
  const snapshots: MapSnapshot[] = [];
  let after = made;
  for (const { iterations, file } of [...training.files].reverse()) {
    const network = await loadNetwork(file);
    try {
      if (layers.some((layer) => !network.layers.includes(layer))) return undefined;
      const note = `${name} after ${iterations} iterations`;
      const features = await featuresOf(network, layers, patches.patches, {
        onProgress: noted(onProgress, note),
        signal,
      });
      const maps = layers.map((layer, i) => pcaPoints(features[layer], after[i]));
      after = maps.map(({ points }) => points);
      snapshots.unshift({
        iterations,
        points: after.map((points) => packer.half(points)),
        ...(whole && {
          network: {
            layers: pageLayers(file, network.model, await readWeights(network.model), packer),
            output: network.model.outputLayers[0].name,
            places: maps.map(({ mean, components }) => ({
              mean: packer.single(mean),
              components: packer.single(components),
            })),
          },
        }),
      });
    } finally {
      disposeNetwork(network);
    }
  }
  return { name: training.name, snapshots };
}
