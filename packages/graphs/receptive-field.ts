import type { AxisSight, Extent, Sight } from '@ddr-lab/engine/layers/sight';

/** One operation of a network, as far as it matters to what its result depends on. */
export interface SeenOperation {
  /** Its name among the network's layers. */
  readonly name: string;
  /** The operations that it takes its input from; none of the one that is the image. */
  readonly inputs: readonly string[];
  /** How it sees each of them; null where that is not known. */
  readonly sights: readonly (Sight | null)[];
  /** The weights that it uses, each with how many numbers it has. */
  readonly weights: readonly (readonly [name: string, count: number])[];
  /** Rows and columns of its result for some image; of a large one, so that its middle is far from the border. */
  readonly extent?: Extent;
}

/** What one place of a layer's result depends on. */
export interface ReceptiveField {
  /** Rows and columns of the image, borders left out; `image`: all of it, whatever its size. */
  readonly extent: Extent | 'image';
  /** How many rows (and columns) of the image lie between one place and the next: 2 behind a stride of 2, 1/4 where it is four times as large. */
  readonly stride: Extent;
}

/** Neighbouring places see differently many pixels behind an enlargement; so many are looked at, and the most is taken. */
const phases = 12;

type Interval = readonly [from: number, to: number];
type Axis = 'rows' | 'columns';

/**
 * The receptive field of each layer: the largest that a place in the middle of its result has. Exact for windows without gaps; a
 * dilated convolution's gaps count.
 *
 * @returns by layer; undefined where an operation on the way is not known, and for a name that no operation has.
 */
export function receptiveFields(
  operations: readonly SeenOperation[],
  layers: readonly string[],
): Map<string, ReceptiveField | undefined> {
  const byName = new Map(operations.map((one) => [one.name, one]));
  return new Map(
    layers.map((layer) => {
      const order = ancestors(byName, layer);
      return [layer, order.length === 0 ? undefined : fieldOf(order)];
    }),
  );
}

/**
 * The numbers of weights that each layer needs beside those of the layers before it in the list: together all that the network needs
 * for them. A weight that several operations use counts once.
 */
export function weightCounts(
  operations: readonly SeenOperation[],
  layers: readonly string[],
): Map<string, number> {
  const byName = new Map(operations.map((one) => [one.name, one]));
  const counted = new Set<string>();
  return new Map(
    layers.map((layer) => {
      let count = 0;
      for (const { weights } of ancestors(byName, layer)) {
        for (const [name, numbers] of weights) {
          if (!counted.has(name)) count += numbers;
          counted.add(name);
        }
      }
      return [layer, count];
    }),
  );
}

/** A layer and all that it depends on, itself first, each before what it takes its input from. */
function ancestors(byName: ReadonlyMap<string, SeenOperation>, layer: string): SeenOperation[] {
  const done = new Set<string>();
  const order: SeenOperation[] = [];
  const pending = [layer];
  while (pending.length > 0) {
    const name = pending[pending.length - 1];
    const operation = byName.get(name);
    const missing = operation?.inputs.filter((one) => !done.has(one) && byName.has(one)) ?? [];
    if (!done.has(name) && missing.length > 0) {
      pending.push(...missing);
      continue;
    }
    pending.pop();
    if (operation && !done.has(name)) order.push(operation);
    done.add(name);
  }
  return order.reverse();
}

function fieldOf(order: readonly SeenOperation[]): ReceptiveField | undefined {
  // What of the result's values the layer depends on at all, apart from sizes.
  const reached = new Set([order[0].name]);
  let whole = false;
  for (const { name, inputs, sights } of order) {
    if (!reached.has(name)) continue;
    for (const [i, sight] of sights.entries()) {
      if (sight === null) return undefined;
      if (sight === 'nothing') continue;
      if (sight === 'image') whole = true;
      reached.add(inputs[i]);
    }
  }
  const stride = { height: strideOf(order, 'rows'), width: strideOf(order, 'columns') };
  if (whole) return { extent: 'image', stride };
  const height = largest(order, 'rows');
  const width = largest(order, 'columns');
  return height === undefined || width === undefined ? undefined : { extent: { height, width }, stride };
}

/** From the layer to the image, always by the first input that is seen at all. */
function strideOf(order: readonly SeenOperation[], axis: Axis): number {
  let next: string | undefined = order[0].name;
  let [steps, places] = [1, 1];
  for (const { name, inputs, sights } of order) {
    if (name !== next) continue;
    const at = sights.findIndex((sight) => sight !== null && typeof sight !== 'string');
    const sight = sights[at];
    if (!sight || typeof sight === 'string') break;
    steps *= sight[axis].stride;
    places *= sight[axis].scale;
    next = inputs[at];
  }
  return steps / places;
}

/** The most places of the image that one of some neighbouring places of the layer sees along an axis. */
function largest(order: readonly SeenOperation[], axis: Axis): number | undefined {
  const [{ extent }] = order;
  const size = (axis === 'rows' ? extent?.height : extent?.width) ?? 0;
  const middle = Math.floor(size / 2);
  let most: number | undefined;
  for (let phase = 0; phase < phases; phase++) {
    const seen = seenFrom(order, axis, middle + phase);
    if (seen) most = Math.max(most ?? 0, seen[1] - seen[0] + 1);
  }
  return most;
}

/** Goes back from one place of the layer to the image. */
function seenFrom(order: readonly SeenOperation[], axis: Axis, place: number): Interval | undefined {
  const intervals = new Map<string, Interval>([[order[0].name, [place, place]]]);
  let image: Interval | undefined;
  for (const { name, inputs, sights } of order) {
    const interval = intervals.get(name);
    if (!interval) continue;
    if (inputs.length === 0) image = interval;
    sights.forEach((sight, i) => {
      if (sight === null || typeof sight === 'string') return;
      const seen = back(interval, sight[axis]);
      const known = intervals.get(inputs[i]);
      intervals.set(inputs[i], known ? [Math.min(known[0], seen[0]), Math.max(known[1], seen[1])] : seen);
    });
  }
  return image;
}

function back([first, last]: Interval, { stride, scale, from, to }: AxisSight): Interval {
  return [Math.floor((first * stride + from) / scale), Math.floor((last * stride + to) / scale)];
}
