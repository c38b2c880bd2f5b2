/** The patches most similar to each of several reference patches, nearest first. */
export interface Matches {
  /** Forgets everything: before the next row of references. */
  clear(): void;
  /**
   * Offers a patch to reference `index`. It is kept when it is within the greatest distance and nearer than the
   * furthest that is kept; of equally near ones the first offered stays.
   */
  offer(index: number, distance: number, patch: number): void;
  /** What a patch must not exceed to be kept by reference `index`: offering others is in vain. */
  readonly limit: Float64Array;
  /** How many patches reference `index` has. */
  readonly count: Int32Array;
  /** The patches of reference `index`, from `index * capacity` on. */
  readonly patches: Int32Array;
  /** Their distances. */
  readonly distances: Float64Array;
  readonly capacity: number;
}

/** Room for `capacity` patches of each of `references` references, none further than `greatest`. */
export function createMatches(references: number, capacity: number, greatest: number): Matches {
  const limit = new Float64Array(references).fill(greatest);
  const count = new Int32Array(references);
  const patches = new Int32Array(references * capacity);
  const distances = new Float64Array(references * capacity);
  return {
    limit,
    count,
    patches,
    distances,
    capacity,
    clear() {
      limit.fill(greatest);
      count.fill(0);
    },
    offer(index, distance, patch) {
      if (distance > limit[index]) return;
      const start = index * capacity;
      let kept = count[index];
      if (kept === capacity) {
        if (distance === limit[index]) return;
        kept--;
      }
      let place = start + kept;
      for (; place > start && distances[place - 1] > distance; place--) {
        distances[place] = distances[place - 1];
        patches[place] = patches[place - 1];
      }
      distances[place] = distance;
      patches[place] = patch;
      count[index] = ++kept;
      if (kept === capacity) limit[index] = distances[start + capacity - 1];
    },
  };
}
