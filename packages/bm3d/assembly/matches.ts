/** The patches that are most like each reference of a row, nearest first. */
@unmanaged
export class Matches {
  /** How many references. */
  references: i32;
  /** How many patches a reference keeps. */
  capacity: i32;
  /** references int32: columns of their upper left corners. */
  columns: usize;
  /** references float32: what a patch must not exceed to be kept. */
  limit: usize;
  /** references int32: how many each has. */
  count: usize;
  /** references x capacity int32: row * width + column. */
  patches: usize;
  /** references x capacity float32. */
  distances: usize;
}

/** Keeps a patch where it is near enough; of equally near ones the first that was offered stays. */
export function offer(to: Matches, j: i32, distance: f32, patch: i32): void {
  const limit = to.limit + ((<usize>j) << 2);
  if (distance > load<f32>(limit)) return;
  const capacity = to.capacity;
  let kept = load<i32>(to.count + ((<usize>j) << 2));
  if (kept === capacity) {
    if (distance === load<f32>(limit)) return;
    kept--;
  }
  const start = (<usize>(j * capacity)) << 2;
  const patches = to.patches + start;
  const distances = to.distances + start;
  let place = (<usize>kept) << 2;
  while (place > 0 && load<f32>(distances + place - 4) > distance) {
    store<f32>(distances + place, load<f32>(distances + place - 4));
    store<i32>(patches + place, load<i32>(patches + place - 4));
    place -= 4;
  }
  store<f32>(distances + place, distance);
  store<i32>(patches + place, patch);
  store<i32>(to.count + ((<usize>j) << 2), ++kept);
  if (kept === capacity) store<f32>(limit, load<f32>(distances + ((<usize>(capacity - 1)) << 2)));
}

/** Forgets all and begins with each reference itself: whatever else is as near, it belongs to its own group. */
export function begin(to: Matches, y: i32, width: i32, greatest: f32): void {
  for (let j = 0; j < to.references; j++) {
    store<f32>(to.limit + ((<usize>j) << 2), greatest);
    store<i32>(to.count + ((<usize>j) << 2), 0);
    offer(to, j, 0, y * width + load<i32>(to.columns + ((<usize>j) << 2)));
  }
}
