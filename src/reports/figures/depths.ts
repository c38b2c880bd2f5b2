import type { LayerReport, NetworkReport } from '../report';

/** At most so many layers stand side by side. */
const MOST = 5;

/** The layers of several networks in columns that compare. */
export interface Columns {
  readonly titles: readonly string[];
  /** For each network the layer of each column. */
  readonly layers: readonly (readonly LayerReport[])[];
  /** Whether the columns' titles are the layers' names, the same in all networks. */
  readonly named: boolean;
}

/**
 * Columns of layers for networks side by side: by name where all have the same, else by depth among the layers looked at, from
 * `first` to `last`. Of more than `most` layers some are taken, evenly, both ends among them.
 */
export function layerColumns(networks: readonly Pick<NetworkReport, 'layers'>[], most = MOST): Columns {
  const names = networks.map(({ layers }) => layers.map(({ layer }) => layer));
  const named = names.every((list) => list.join('\n') === names[0].join('\n'));
  const count = Math.min(most, Math.max(...names.map(({ length }) => length)));
  const layers = networks.map((network) =>
    Array.from({ length: count }, (_, i) => {
      const last = network.layers.length - 1;
      return network.layers[count === 1 ? last : Math.round((i * last) / (count - 1))];
    }),
  );
  const titles = layers[0].map(({ layer }, i) => (named ? shortName(layer, 14) : depthName(i, count)));
  return { titles, layers, named };
}

function depthName(place: number, count: number): string {
  if (place === count - 1) return 'last';
  return place === 0 ? 'first' : `${place}/${count - 1}`;
}

/** A name cut in its middle to at most so many letters, for the little room in a figure. */
export function shortName(name: string, most: number): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  const head = Math.ceil((most - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (most - 1 - head)).join('')}`;
}

/** The networks' names, cut as `shortName` does but all different. */
export function shortNames(names: readonly string[], most: number): string[] {
  const cut = names.map((name) => shortName(name, most));
  return cut.map((name, i) => (cut.indexOf(name) === i ? name : `${shortName(names[i], most - 3)} ${i + 1}`));
}
