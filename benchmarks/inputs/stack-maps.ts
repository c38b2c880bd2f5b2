/** 2-D maps of the same points as one array: maps x points x 2. */
export function stackMaps(maps: readonly Float64Array[]): { shape: number[]; data: Float64Array } {
  const size = maps[0]?.length ?? 0;
  const data = new Float64Array(maps.length * size);
  maps.forEach((map, i) => data.set(map, i * size));
  return { shape: [maps.length, size / 2, 2], data };
}
