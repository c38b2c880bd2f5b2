import type { ExplorerData } from '../shared/data';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { type MapKind, placesOf, scoresOf } from '../shared/place';
import { App } from './app';
import { Atlas } from './atlas';
import { bindControls, cellOf, showControls, svgOf } from './controls';
import { byId, fromBase64, inflated } from './dom';
import { startEngine } from './engine';
import { cut } from './pixels';
import { Sprite } from './sprite';
import { clean, fromFragment, type State } from './state';

/** What scripts and tests may ask the page, as `window.ddrExplorer` (docs/explorer.md). */
interface Api {
  /** When the networks run: the backend. */
  readonly ready: Promise<string>;
  readonly backend: () => string | undefined;
  readonly state: () => State;
  /** Features of the patches of the image as it is, one row a patch, the middle one first. */
  readonly features: (
    network: number,
    layer: string,
    view?: 'mean-deviation' | 'flattened',
  ) => Promise<number[][]>;
  /** The patches as they are, in 8 bits, row by row. */
  readonly patches: () => number[][];
  /** Where the page places features in a map. */
  readonly place: (network: number, layer: number, kind: MapKind, features: number[][]) => number[][];
  readonly points: (network: number) => { now: number[]; before: number[] } | undefined;
  /** Milliseconds of the last step of a slider. */
  readonly lastStep: () => number;
  /** What is known of the pixels that a network used: the window in the image, the map of its patch, the diffusion index. */
  readonly attribution: (
    network: number,
  ) => { map: number[]; di: number; steps: number; look: readonly number[] } | undefined;
  readonly svg: () => string;
  readonly cell: () => string;
}

async function main(): Promise<void> {
  const text = (id: string): string => byId(id).textContent ?? '';
  const data = JSON.parse(text('data')) as ExplorerData;
  const bytes = fromBase64(text('bytes'));
  const atlas = new Atlas(data, bytes);
  const { networks, contents, degradations, set } = data;
  const { study } = data;
  if (study) byId('title').textContent = document.title = study.title;
  byId('about').textContent =
    `${study ? `${study.about} ` : ''}${networks.length === 1 ? 'A network' : `${networks.length} networks`} and ${atlas.rows} patches: ${contents} of ${set}, under ${degradations.length} degradations. Drop an image in, degrade it, and watch where it goes.`;
  const start: State = {
    networks: [0, networks.length > 1 ? 1 : -1],
    layer: atlas.layers - 1,
    step: -1,
    map: 'pca',
    colour: 'degradation',
    hidden: [],
    pin: -1,
    sample: Math.min(study?.start.sample ?? -1, data.samples.length - 1),
    look: study?.start.look ?? [],
    degrading: { ...clean, ...study?.start.degrading },
  };
  const limits = {
    networks: networks.length,
    layers: atlas.layers,
    rows: atlas.rows,
    degradations: degradations.length,
    samples: data.samples.length,
    steps: atlas.steps,
    degraders: data.degraders.length,
  };
  const asked = fromFragment(location.hash, start, limits);
  const app: App = new App(atlas, await Sprite.open(data), asked, start, (state) => showControls(app, state));
  bindControls(app);
  app.images.showSliders(asked.degrading);
  app.refresh();
  app.showPin();
  const starting = startEngine(
    data,
    Promise.all([inflated(fromBase64(text('worker'))), inflated(fromBase64(text('wasm')))]).then(
      ([script, wasm]) => ({ script: new TextDecoder().decode(script), wasm, bytes }),
    ),
    asked.backend,
  ).then((engine) => {
    app.engine = engine;
    const names = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'JavaScript' };
    const workers = engine.workers > 1 ? `, in ${engine.workers} workers` : '';
    const tried = engine.tried.length > 0 ? ` Not taken: ${engine.tried.join('; ')}.` : '';
    byId('backend').textContent =
      `The networks run in ${names[engine.backend]}${workers}.${tried} JPEG is the browser's own encoder; blur, noise and rain are the library's functions.`;
    app.showPin();
    if (asked.sample >= 0) void app.images.openSample(asked.sample);
    return engine.backend;
  });
  starting.catch((error: unknown) => {
    byId('problem').textContent =
      `The networks cannot run in this browser: ${(error as Error).message}. The map works all the same.`;
  });
  addEventListener('hashchange', () => {
    const next = fromFragment(location.hash, start, limits);
    app.set(next);
    app.images.showSliders(next.degrading);
    app.images.degrade(next.degrading);
  });
  Object.assign(window, { ddrExplorer: apiOf(app, starting) });
}

function apiOf(app: App, ready: Promise<string>): Api {
  const { atlas } = app;
  const side = atlas.data.patch;
  const patchesNow = (): { height: number; width: number; data: Float32Array }[] =>
    (app.images.image?.places ?? []).map(({ top, left }) =>
      cut(app.images.image!.pixels, top, left, side, side),
    );
  return {
    ready,
    backend: () => app.engine?.backend,
    state: () => app.state,
    features: async (network, layer, view = 'mean-deviation') => {
      const patches = patchesNow();
      const { features } = await app.engine!.ask({
        ask: 'features',
        network,
        patches,
        layers: [layer],
        view,
      });
      const length = features[layer].length / patches.length;
      return patches.map((_, i) => [...features[layer].subarray(i * length, (i + 1) * length)]);
    },
    patches: () => patchesNow().map(({ data }) => [...data].map((value) => Math.round(value * 255))),
    place: (network, layer, kind, features) => {
      const map = atlas.mapOf(network, layer);
      const matrix = createMatrix(features.length, features[0].length, Float32Array.from(features.flat()));
      const { data } = placesOf(map, kind, scoresOf(map, matrix));
      return features.map((_, i) => [data[2 * i], data[2 * i + 1]]);
    },
    points: (network) => {
      const run = atlas.runAt(network, app.state.step) ?? network;
      const found = app.images.image?.points(run, app.state.layer, app.state.map);
      return found && { now: [...found.now], before: [...found.before] };
    },
    lastStep: () => app.images.lastStep,
    attribution: (network) => {
      const run = atlas.runAt(network, app.state.step) ?? network;
      const { look } = app.images.looks.known.get(run) ?? {};
      return look && { map: [...look.found.map], di: look.di, steps: look.steps, look: app.state.look };
    },
    svg: () => svgOf(app),
    cell: () => cellOf(app),
  };
}

void main();
