/**
 * All the iterations behind a network trained here: its own training's, and those of the network that it began with.
 *
 * @param metadata of its weight file; 0 where it says nothing of iterations.
 */
export function totalIterations(metadata: Readonly<Record<string, string>>): number {
  return (Number(metadata.iterations) || 0) + (Number(metadata.before) || 0);
}
