const half: f32 = 0.7071067811865475244;

/** Haar's orthonormal transform of `count` vectors of `bytes` bytes along their index, in place: the mean's first, then details from coarse to fine. `scratch` holds as many numbers. */
export function haar(group: usize, count: i32, bytes: usize, scratch: usize): void {
  const factor = f32x4.splat(half);
  for (let level = count; level > 1; level >>= 1) {
    const details = <usize>(level >> 1) * bytes;
    for (let pair = 0; pair < level >> 1; pair++) {
      const from = group + <usize>(2 * pair) * bytes;
      const to = scratch + <usize>pair * bytes;
      for (let i: usize = 0; i < bytes; i += 16) {
        const a = v128.load(from + i);
        const b = v128.load(from + bytes + i);
        v128.store(to + i, f32x4.mul(f32x4.add(a, b), factor));
        v128.store(to + details + i, f32x4.mul(f32x4.sub(a, b), factor));
      }
    }
    memory.copy(group, scratch, <usize>level * bytes);
  }
}

/** The inverse of `haar`, in place. */
export function inverseHaar(group: usize, count: i32, bytes: usize, scratch: usize): void {
  const factor = f32x4.splat(half);
  for (let level = 2; level <= count; level <<= 1) {
    const details = <usize>(level >> 1) * bytes;
    for (let pair = 0; pair < level >> 1; pair++) {
      const from = group + <usize>pair * bytes;
      const to = scratch + <usize>(2 * pair) * bytes;
      for (let i: usize = 0; i < bytes; i += 16) {
        const sum = v128.load(from + i);
        const difference = v128.load(from + details + i);
        v128.store(to + i, f32x4.mul(f32x4.add(sum, difference), factor));
        v128.store(to + bytes + i, f32x4.mul(f32x4.sub(sum, difference), factor));
      }
    }
    memory.copy(group, scratch, <usize>level * bytes);
  }
}

/** The orthonormal transform of Walsh and Hadamard in natural order, in place; its own inverse. */
export function hadamard(group: usize, count: i32, bytes: usize): void {
  const factor = f32x4.splat(half);
  for (let span = 1; span < count; span <<= 1) {
    for (let vector = 0; vector < count; vector++) {
      if (vector & span) continue;
      const from = group + <usize>vector * bytes;
      const partner = from + <usize>span * bytes;
      for (let i: usize = 0; i < bytes; i += 16) {
        const a = v128.load(from + i);
        const b = v128.load(partner + i);
        v128.store(from + i, f32x4.mul(f32x4.add(a, b), factor));
        v128.store(partner + i, f32x4.mul(f32x4.sub(a, b), factor));
      }
    }
  }
}
