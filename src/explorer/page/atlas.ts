import { unpack } from '../shared/bytes';
import type { ExplorerData, LayerMap, PageNetwork } from '../shared/data';
import type { Reference } from '../shared/neighbours';
import { type Run, runsOf } from './runs';
import { type MapKind, mapPoints, type Placing } from '../shared/place';

/** A layer's map with its numbers unpacked. */
export type OpenMap = Placing & Reference & { readonly layer: string; readonly about: LayerMap };

/** A page's maps, opened as they are looked at. */
export class Atlas {
  readonly rows: number;
  readonly groups: Uint8Array;
  /** All that workers run. */
  readonly runs: readonly Run[];
  private readonly neighbours: readonly number[];
  private readonly open = new Map<string, OpenMap>();

  constructor(
    readonly data: ExplorerData,
    private readonly bytes: Uint8Array,
  ) {
    const { contents, degradations, roles } = data;
    this.runs = runsOf(data);
    this.rows = contents * degradations.length;
    this.groups = Uint8Array.from({ length: this.rows }, (_, row) => Math.floor(row / contents));
    this.neighbours = [...this.groups.keys()].filter((row) => roles[row % contents] === 0);
  }

  /** How many layers the network with most of them has maps of. */
  get layers(): number {
    return Math.max(...this.data.networks.map(({ maps }) => maps.length));
  }

  /** The number by which workers know the first degrader. */
  get firstDegrader(): number {
    return this.data.networks.length;
  }

  /** Snapshots of the training that has most. */
  get steps(): number {
    return Math.max(...this.data.networks.map(({ training }) => training?.snapshots.length ?? 0));
  }

  /** What runs for a network at a snapshot of its training; undefined where the snapshot's weights are not in the page. */
  runAt(network: number, step: number): number | undefined {
    const snapshot = this.snapshotOf(network, step);
    const at = snapshot ? this.runs.findIndex((run) => run.snapshot === snapshot) : network;
    return at < 0 ? undefined : at;
  }

  /** The network that a run is of. */
  networkOf(run: number): PageNetwork {
    return this.data.networks[this.runs[run].network];
  }

  /** What a run is called. */
  nameOfRun(run: number): string {
    const { snapshot } = this.runs[run];
    const after = snapshot ? ` after ${snapshot.iterations.toLocaleString('en')} iterations` : '';
    return this.networkOf(run).name + after;
  }

  /** A network's map as deep as step `layer` of `layers` is; a snapshot's, whose first two components are all that it has. */
  mapOf(run: number, layer: number): OpenMap {
    const { maps } = this.networkOf(run);
    const at = this.layers > 1 ? Math.round((layer * (maps.length - 1)) / (this.layers - 1)) : 0;
    const key = `${run}.${at}`;
    const known = this.open.get(key);
    if (known) return known;
    const about = maps[at];
    const { snapshot } = this.runs[run];
    const { mean, components } = snapshot?.network?.places[at] ?? about;
    const opened: OpenMap = {
      layer: about.layer,
      about,
      mean: unpack(this.bytes, mean),
      components: unpack(this.bytes, components),
      count: snapshot ? 2 : about.count,
      scores: unpack(this.bytes, snapshot ? snapshot.points[at] : about.scores),
      ...(about.tsne &&
        !snapshot && {
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
