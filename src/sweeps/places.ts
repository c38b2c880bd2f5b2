import path from 'node:path';

/** Where the parts of a sweep lie in its folder. */
export interface SweepPlaces {
  /** The plan, a unit a line. */
  readonly units: string;
  /** The sweep's text as it was planned. */
  readonly sweep: string;
  /** Held by who runs the sweep. */
  readonly run: string;
  readonly result: (id: string) => string;
  /** Held by who computes a unit. */
  readonly lock: (id: string) => string;
  /** Checkpoints of a training. */
  readonly training: (id: string) => string;
  /** A folder a training, with `RECIPE.safetensors`. */
  readonly weights: (id: string) => string;
}

/** Where the parts of a sweep lie in `folder`. */
export function placesIn(folder: string): SweepPlaces {
  return {
    units: path.join(folder, 'units.jsonl'),
    sweep: path.join(folder, 'planned.yaml'),
    run: path.join(folder, 'locks', 'run'),
    result: (id) => path.join(folder, 'results', id.slice(0, 2), `${id}.json`),
    lock: (id) => path.join(folder, 'locks', id),
    training: (id) => path.join(folder, 'training', id),
    weights: (id) => path.join(folder, 'trained', id),
  };
}
