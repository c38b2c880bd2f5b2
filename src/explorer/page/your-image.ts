import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { groupDistances, probabilities } from '../shared/neighbours';
import { type MapKind, placesOf, scoresOf } from '../shared/place';
import type { Degrading, Learnt, Pixels } from '../worker/messages';
import type { Atlas } from './atlas';
import type { Engine } from './engine';
import { cut, patchPlaces, type Place } from './pixels';
import { clean } from './state';

/** Patches cut of an image at most. */
const MOST = 12;
/** Milliseconds that following a slider may take: where all patches do not fit, their middles do. */
const BUDGET = 70;
/** Sides of middles, as shares of a patch's: the largest whose patches fit the time is taken, the last where none does. */
const MIDDLES = [0.75, 0.625, 0.5, 0.375];
/** Noise and rain are drawn by it, the same at every step, so that a slider changes nothing but the degree. */
const SEED = 0;

/** What is looked at: networks by number, and how deep. */
export interface Looking {
  readonly networks: readonly number[];
  readonly layer: number;
}

/** What a network makes of the degradation of the patches. */
export interface Verdict {
  /** Mean probability of each degradation over the patches. */
  readonly shares: Float64Array;
  /** Share of patches that are unlike anything in the map. */
  readonly unlike: number;
}

/** Features by network, layer and patch. */
type Store = Map<string, Float32Array>;
interface Job {
  readonly patch: number;
  readonly network: number;
  readonly layer: string;
}
const keyOf = ({ patch, network, layer }: Job): string => `${network}.${layer}.${patch}`;

/** The reader's image: cut, degraded, put through the networks, and placed. */
export class YourImage {
  readonly places: readonly Place[];
  /** As the sliders have it. */
  pixels: Pixels;
  private readonly before: Store = new Map();
  private now: Store = this.before;
  /** While a slider moves: where the middles of the patches have gone since all was last known. */
  private guessed: Store = new Map();
  /** Features of whole patches and of their middles, of an image on which the slider rested. */
  private readonly anchors = new Map<string, { whole: Float32Array; middle: Float32Array; side: number }>();
  /** Of the step before: points stay where they were until theirs is known. */
  private old: Store = this.before;
  private turn = 0;
  /** Milliseconds that one patch takes in one worker. */
  private pace = 50;

  constructor(
    readonly original: Pixels,
    private readonly atlas: Atlas,
    private readonly engine: Engine,
    private readonly side = 32,
  ) {
    this.pixels = original;
    this.places = patchPlaces(original, side, MOST);
  }

  /**
   * Degrades the image and follows: with all patches where time allows; else by how far the features of their middles have moved
   * since the slider last rested, and then, unless asked again meanwhile, by the patches themselves. `moved` is called as points have
   * new places; `asked` says whether a newer step waits, which ends this one.
   *
   * @returns whether it came to its end.
   */
  async step(
    by: Degrading,
    looking: Looking,
    moved: (rests: boolean) => void,
    asked: () => boolean = () => false,
  ): Promise<boolean> {
    const turn = ++this.turn;
    const began = performance.now();
    const isClean = (Object.keys(clean) as (keyof Degrading)[]).every((name) => by[name] === clean[name]);
    const { image } = isClean
      ? { image: this.original }
      : await this.engine.ask({
          ask: 'degrade',
          image: this.original,
          degrading: by,
          learnt: this.learnt(by),
          seed: SEED,
        });
    if (turn !== this.turn) return false;
    this.pixels = image;
    this.old = new Map([...this.old, ...this.guessed, ...this.now]);
    this.guessed = new Map();
    this.now = isClean ? this.before : new Map();
    const jobs = this.jobs(looking, this.now);
    const many = this.fitting(BUDGET - (performance.now() - began));
    const fits = jobs.length <= many;
    const guesses = fits ? [] : jobs.filter((job) => this.anchors.has(keyOf(job)));
    await (guesses.length > 0
      ? this.guess(guesses, image, turn)
      : this.work(jobs.slice(0, Math.max(looking.networks.length, many)), this.now, image, turn));
    if (turn !== this.turn) return false;
    moved(false);
    // Where they were, too, in case the image was degraded before that was known.
    await this.work(this.jobs(looking, this.before), this.before, this.original, turn, asked);
    await this.work(this.jobs(looking, this.now), this.now, image, turn, asked);
    if (turn !== this.turn || asked()) return false;
    moved(true);
    await this.anchor(looking, image, turn, asked);
    return true;
  }

  private learnt({ learnt }: Degrading): Learnt | undefined {
    const degrader = this.atlas.data.degraders[learnt];
    return degrader && { network: this.atlas.firstDegrader + learnt, planes: degrader.planes };
  }

  /** How many patches can be computed in so many milliseconds. */
  private fitting(time: number): number {
    // A card takes all patches of a network at once.
    if (!this.engine.onProcessor) return Infinity;
    return Math.floor((time * this.engine.workers) / this.pace);
  }

  /** Notes where the patches and their middles are, for the steps that follow, where whole patches will not do. */
  private async anchor(looking: Looking, image: Pixels, turn: number, asked: () => boolean): Promise<void> {
    const now = this.now;
    const all = this.jobs(looking, new Map());
    if (all.length <= this.fitting(BUDGET)) return;
    const jobs = all.filter((job) => this.anchors.get(keyOf(job))?.whole !== now.get(keyOf(job)));
    const share =
      MIDDLES.find((one) => all.length * one * one <= this.fitting(BUDGET)) ?? MIDDLES[MIDDLES.length - 1];
    const side = 2 * Math.round((share * this.side) / 2);
    for (const batch of this.batches(jobs)) {
      if (turn !== this.turn || asked()) return;
      const middles = await this.middlesOf(batch, image, side);
      batch.forEach((job, i) => {
        const whole = now.get(keyOf(job));
        if (whole) this.anchors.set(keyOf(job), { whole, middle: middles[i], side });
      });
    }
  }

  private async guess(jobs: readonly Job[], image: Pixels, turn: number): Promise<void> {
    await Promise.all(
      this.batches(jobs).map(async (batch) => {
        const { side } = this.anchors.get(keyOf(batch[0]))!;
        const middles = await this.middlesOf(batch, image, side);
        if (turn !== this.turn) return;
        batch.forEach((job, i) => {
          const { whole, middle, side: own } = this.anchors.get(keyOf(job))!;
          if (own !== side) return;
          this.guessed.set(
            keyOf(job),
            whole.map((value, j) => value + middles[i][j] - middle[j]),
          );
        });
      }),
    );
  }

  /** Jobs of one network and layer together, in as many parts as keep all workers busy. */
  private batches(jobs: readonly Job[]): Job[][] {
    const networks = [...new Set(jobs.map(({ network }) => network))];
    const parts = Math.ceil(this.engine.workers / networks.length);
    return networks.flatMap((network) => {
      const own = jobs.filter((job) => job.network === network);
      const many = Math.ceil(own.length / parts);
      return Array.from({ length: Math.ceil(own.length / many) }, (_, i) =>
        own.slice(i * many, (i + 1) * many),
      );
    });
  }

  /** Features of the middles of patches, `side` pixels a side. */
  private async middlesOf(batch: readonly Job[], pixels: Pixels, side: number): Promise<Float32Array[]> {
    const margin = (this.side - side) >> 1;
    const [{ network, layer }] = batch;
    const { features } = await this.engine.ask({
      ask: 'features',
      network,
      patches: batch.map(({ patch }) => {
        const { top, left } = this.places[patch];
        return cut(pixels, top + margin, left + margin, side, side);
      }),
      layers: [layer],
      view: 'mean-deviation',
    });
    const length = features[layer].length / batch.length;
    return batch.map((_, i) => features[layer].subarray(i * length, (i + 1) * length));
  }

  /** Computes what is looked at and not known yet, of the image as it was and as it is. */
  async ensure(looking: Looking): Promise<boolean> {
    const turn = this.turn;
    await this.work(this.jobs(looking, this.before), this.before, this.original, turn);
    await this.work(this.jobs(looking, this.now), this.now, this.pixels, turn);
    const done = turn === this.turn;
    if (done) void this.anchor(looking, this.pixels, turn, () => false);
    return done;
  }

  /** Features of the patches as they are, n x features; of those that are known, whose numbers are `patches`. */
  features(
    network: number,
    layer: number,
    store = this.now,
    which: readonly number[] = [...this.places.keys()],
  ): { patches: number[]; data: Float32Array } {
    const name = this.atlas.mapOf(network, layer).layer;
    const found = which.flatMap((patch) => {
      const key = keyOf({ patch, network, layer: name });
      const numbers =
        store.get(key) ?? (store === this.now ? (this.guessed.get(key) ?? this.old.get(key)) : undefined);
      return numbers ? [{ patch, numbers }] : [];
    });
    const length = found[0]?.numbers.length ?? 0;
    const data = new Float32Array(length * found.length);
    found.forEach(({ numbers }, i) => data.set(numbers, i * length));
    return { patches: found.map(({ patch }) => patch), data };
  }

  /** Where the patches are in a map, and where they were before they were degraded; undefined before any is known. */
  points(
    network: number,
    layer: number,
    kind: MapKind,
  ): { now: Float32Array; before: Float32Array } | undefined {
    const known = this.features(network, layer, this.before).patches;
    const both = this.features(network, layer).patches.filter((patch) => known.includes(patch));
    if (both.length === 0) return undefined;
    return {
      now: this.placed(network, layer, kind, this.now, both),
      before: this.placed(network, layer, kind, this.before, both),
    };
  }

  private placed(
    network: number,
    layer: number,
    kind: MapKind,
    store: Store,
    which: readonly number[],
  ): Float32Array {
    const map = this.atlas.mapOf(network, layer);
    const { patches, data } = this.features(network, layer, store, which);
    const scores = scoresOf(map, createMatrix(patches.length, data.length / patches.length, data));
    return Float32Array.from(placesOf(map, kind, scores).data);
  }

  /** What the network takes the patches for, at a layer. */
  verdict(network: number, layer: number): Verdict | undefined {
    const map = this.atlas.mapOf(network, layer);
    const { patches, data } = this.features(network, layer);
    if (patches.length === 0 || this.atlas.runs[network].snapshot) return undefined;
    const scores = scoresOf(map, createMatrix(patches.length, data.length / patches.length, data));
    const { temperature, far } = map.about.calibration;
    const shares = new Float64Array(map.groupCount);
    let unlike = 0;
    for (let i = 0; i < patches.length; i++) {
      const distances = groupDistances(map, scores.data.subarray(i * map.count, (i + 1) * map.count));
      probabilities(distances, temperature).forEach(
        (share, group) => (shares[group] += share / patches.length),
      );
      if (Math.min(...distances) > far) unlike += 1 / patches.length;
    }
    return { shares, unlike };
  }

  /** What is asked for and not there, the middle patch of every network first. */
  private jobs({ networks, layer }: Looking, store: Store): Job[] {
    return this.places
      .flatMap((_, patch) =>
        networks.map((network) => ({ patch, network, layer: this.atlas.mapOf(network, layer).layer })),
      )
      .filter((job) => !store.has(keyOf(job)));
  }

  /** Shares jobs out among the workers until they are done or the turn is another's. */
  private async work(
    jobs: readonly Job[],
    store: Store,
    pixels: Pixels,
    turn: number,
    asked: () => boolean = () => false,
  ): Promise<void> {
    const waiting = this.engine.onProcessor ? jobs.map((job) => [job]) : this.batches(jobs);
    const one = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch && turn === this.turn && !asked(); batch = waiting.shift()) {
        const began = performance.now();
        const features = await this.middlesOf(batch, pixels, this.side);
        this.pace += 0.3 * (performance.now() - began - this.pace);
        batch.forEach((job, i) => store.set(keyOf(job), features[i]));
      }
    };
    await Promise.all(Array.from({ length: this.engine.workers }, one));
  }
}
