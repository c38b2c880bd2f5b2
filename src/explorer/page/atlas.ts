import { unpack } from '../shared/bytes';
import type { ExplorerData, LayerMap, PageNetwork } from '../shared/data';
import type { Reference } from '../shared/neighbours';
import { type MapKind, mapPoints, type Placing } from '../shared/place';

/** A layer's map with its numbers unpacked. */
export type OpenMap = Placing & Reference & { readonly layer: string; readonly about: LayerMap };

/** A page's maps, opened as they are looked at. */
export class Atlas {
  readonly rows: number;
  readonly groups: Uint8Array;
  private readonly neighbours: readonly number[];
  private readonly open = new Map<string, OpenMap>();

  constructor(
    readonly data: ExplorerData,
    private readonly bytes: Uint8Array,
  ) {
    const { contents, degradations, roles } = data;
    this.rows = contents * degradations.length;
    this.groups = Uint8Array.from({ length: this.rows }, (_, row) => Math.floor(row / contents));
    this.neighbours = [...this.groups.keys()].filter((row) => roles[row % contents] === 0);
  }

  /** How many layers the network with most of them has maps of. */
  get layers(): number {
    return Math.max(...this.data.networks.map(({ maps }) => maps.length));
  }

  /** Snapshots of the training that has most. */
  get steps(): number {
    return Math.max(...this.data.networks.map(({ training }) => training?.snapshots.length ?? 0));
  }

  /** A network's map as deep as step `layer` of `layers` is. */
  mapOf(network: number, layer: number): OpenMap {
    const { maps } = this.data.networks[network];
    const at = this.layers > 1 ? Math.round((layer * (maps.length - 1)) / (this.layers - 1)) : 0;
    const key = `${network}.${at}`;
    const known = this.open.get(key);
    if (known) return known;
    const about = maps[at];
    const opened: OpenMap = {
      layer: about.layer,
      about,
      mean: unpack(this.bytes, about.mean),
      components: unpack(this.bytes, about.components),
      count: about.count,
      scores: unpack(this.bytes, about.scores),
      ...(about.tsne && {
        tsne: { points: unpack(this.bytes, about.tsne.points), perplexity: about.tsne.perplexity },
      }),
      rows: this.neighbours,
      groups: this.groups,
      groupCount: this.data.degradations.length,
    };
    this.open.set(key, opened);
    return opened;
  }

  /** Where the patches are: rows x 2. At a snapshot of the training in principal components, whatever is asked. */
  pointsOf(network: number, layer: number, step: number, kind: MapKind): Float32Array {
    const map = this.mapOf(network, layer);
    const snapshot = this.snapshotOf(network, step);
    if (!snapshot) return mapPoints(map, kind);
    const at = this.data.networks[network].maps.indexOf(map.about);
    return unpack(this.bytes, snapshot.points[at]);
  }

  snapshotOf(
    network: number,
    step: number,
  ): NonNullable<PageNetwork['training']>['snapshots'][number] | undefined {
    return step < 0 ? undefined : this.data.networks[network].training?.snapshots[step];
  }

  /** What the degradation costs a network, in dB, by row. */
  lossOf(network: number): Float32Array {
    return unpack(this.bytes, this.data.networks[network].loss);
  }

  /** What a row is, in words. */
  nameOf(row: number): string {
    const { contents, degradations, labels } = this.data;
    return `${degradations[Math.floor(row / contents)].name}, ${labels[row % contents]}`;
  }
}
