import type { App } from './app';
import { byId, download, make } from './dom';
import { cellText } from './cell';
import { figureSvg, toPng } from './figure-svg';
import { coloured, lookOf } from './palette';
import type { Colouring, State } from './state';

/** Fills the controls of the maps and binds them. */
export function bindControls(app: App): void {
  const { atlas } = app;
  const { networks } = atlas.data;
  const select = (id: string, change: (value: string) => Partial<State>): void =>
    byId<HTMLSelectElement>(id).addEventListener('change', (event) =>
      app.set(change((event.target as HTMLSelectElement).value)),
    );
  const names = networks.map(({ name }, at) => ({ name, at }));
  const option = ({ name, at }: { name: string; at: number }): HTMLOptionElement =>
    make('option', { value: at }, name);
  byId('network-a').replaceChildren(...names.map(option));
  byId('network-b').replaceChildren(...names.map(option), option({ name: 'none', at: -1 }));
  select('network-a', (value) => ({ networks: [Number(value), app.state.networks[1]] }));
  select('network-b', (value) => ({ networks: [app.state.networks[0], Number(value)] }));
  select('map-kind', (value) => ({ map: value as State['map'] }));
  select('colour', (value) => ({ colour: value as Colouring }));
  const layer = byId<HTMLInputElement>('layer');
  layer.max = String(atlas.layers - 1);
  layer.addEventListener('input', () => app.set({ layer: Number(layer.value) }));
  const step = byId<HTMLInputElement>('step');
  step.max = String(atlas.steps);
  // The last place is the network itself.
  step.addEventListener('input', () => {
    const value = Number(step.value);
    app.set({ step: value === atlas.steps ? -1 : value });
  });
  for (const id of ['step', 'step-label']) {
    const place = document.getElementById(id) ?? document.querySelector<HTMLElement>('label[for="step"]');
    if (place) place.hidden = atlas.steps === 0;
  }
  const hasTsne = networks.every(({ maps }) => maps.every(({ tsne }) => tsne));
  byId<HTMLSelectElement>('map-kind').querySelector<HTMLOptionElement>('[value="tsne"]')!.disabled = !hasTsne;
  bindShare(app);
}

/** Puts the controls where the state is. */
export function showControls(app: App, state: State): void {
  const put = (id: string, value: string): void => {
    byId<HTMLInputElement | HTMLSelectElement>(id).value = value;
  };
  const { atlas } = app;
  put('network-a', String(state.networks[0]));
  put('network-b', String(state.networks[1]));
  put('map-kind', state.map);
  put('colour', state.colour);
  put('layer', String(state.layer));
  put('step', String(state.step < 0 ? atlas.steps : state.step));
  const layers = app.looking.networks.map((network) => atlas.mapOf(network, state.layer).layer);
  const layerWords = [...new Set(layers)].join(' | ');
  byId('layer-name').textContent = layerWords;
  byId('layer').setAttribute('aria-valuetext', layerWords);
  const stepWords = stepName(app, state);
  byId('step-name').textContent = stepWords;
  byId('step').setAttribute('aria-valuetext', stepWords);
}

function stepName(app: App, { step, networks }: State): string {
  if (step < 0) return 'trained';
  const found = networks
    .map((network) => (network < 0 ? undefined : app.atlas.snapshotOf(network, step)))
    .find((snapshot) => snapshot);
  if (!found) return 'trained';
  return `${found.iterations.toLocaleString('en')} iterations`;
}

function bindShare(app: App): void {
  const said = (id: string, words: string): void => {
    const button = byId(id);
    const before = button.textContent;
    button.textContent = words;
    setTimeout(() => (button.textContent = before), 1500);
  };
  const copy = async (text: string, id: string): Promise<void> => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    said(id, done ? 'Copied' : 'Could not be copied');
  };
  byId('copy-link').addEventListener('click', () => {
    app.keepLink();
    void copy(location.href, 'copy-link');
  });
  byId('save-svg').addEventListener('click', () =>
    download('explorer.svg', new Blob([svgOf(app)], { type: 'image/svg+xml' })),
  );
  byId('save-png').addEventListener('click', () => {
    void toPng(svgOf(app)).then((png) => download('explorer.png', png));
  });
  const dialog = byId<HTMLDialogElement>('cell');
  byId('open-cell').addEventListener('click', () => {
    byId('cell-code').textContent = cellOf(app);
    dialog.showModal();
  });
  byId('close-cell').addEventListener('click', () => dialog.close());
  byId('copy-cell').addEventListener('click', () => void copy(cellOf(app), 'copy-cell'));
}

/** The cell that makes the map. */
export function cellOf({ atlas, state }: App): string {
  const layers = state.networks
    .filter((network) => network >= 0)
    .map((network) => atlas.mapOf(network, state.layer).layer);
  return cellText(atlas.data, state, layers);
}

/** The maps as a figure with their numbers. */
export function svgOf(app: App): string {
  const { atlas, state, sides } = app;
  const { degradations, contents, set, version } = atlas.data;
  const panels = state.networks.flatMap((network, at) =>
    network < 0
      ? []
      : [
          {
            title: app.titleWords(network),
            note: app.captionWords(network),
            view: sides[at].view,
            colours: onWhite(app, network),
          },
        ],
  );
  const way = state.map === 'tsne' && state.step < 0 ? 't-SNE of' : 'Principal components 1 and 2 of';
  const at = state.step < 0 ? '' : ` after ${stepName(app, state)}`;
  const yours = app.images.image
    ? ' Rings are patches of an image degraded step by step; lines lead from where they were.'
    : '';
  const caption = `${way} the means and deviations of each channel${at}; a point is a patch of ${contents} of ${set}, coloured by ${state.colour === 'loss' ? 'PSNR loss' : state.colour}.${yours} ddr-lab ${version}.`;
  return figureSvg(panels, degradations, {
    hidden: state.hidden,
    caption,
    legend: state.colour === 'degradation',
  });
}

function onWhite({ atlas, state }: App, network: number): readonly string[] {
  const { degradations } = atlas.data;
  if (state.colour !== 'degradation') return coloured(atlas, network, state.colour).colours;
  return [...atlas.groups].map((group) => lookOf(degradations, group, false).colour);
}
