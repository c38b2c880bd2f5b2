import type { Graph, Value } from '../onnxruntime/graph';

/** The place inside [0, length) that each of `count` places from `first` on is a mirror image of, the edge repeated, as often as it takes. */
export function mirroredPlaces(length: number, first: number, count: number): number[] {
  const period = 2 * length;
  return Array.from({ length: count }, (_, i) => {
    const place = (((first + i) % period) + period) % period;
    return Math.min(place, period - 1 - place);
  });
}

/** `mirroredPlaces` of places that are given (whole numbers of any shape), inside a length that is known only at each run (one number, no list). */
export function mirroredInGraph(graph: Graph, places: Value, length: Value): Value {
  const period = graph.node('Add', [length, length]);
  // ONNX's Mod of whole numbers has the sign of the divisor.
  const inside = graph.node('Mod', [places, period]);
  const last = graph.node('Sub', [period, graph.integers([1])]);
  return graph.node('Min', [inside, graph.node('Sub', [last, inside])]);
}
