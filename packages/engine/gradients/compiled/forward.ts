import { layerKinds } from '../../layers/kinds';
import { stepsTo } from '../../onnxruntime/compiled/stages';
import { fromBlocks, toBlocks } from '../../onnxruntime/layouts';
import type { Following, LearnCall, Source } from './learn';
import { refuse } from './learn';
import { fromPixels } from './pixels';
import type { Feature, Tape } from './tape';
import { Unsupported } from './unsupported';

/**
 * Writes a model into the tape's graph, a convolution taking its activation and an addition with it.
 *
 * @returns what the named layers put out, in their order.
 * @throws Unsupported for a layer that is not known here, or set in a way that it is not.
 */
export function forward(tape: Tape, source: Source, x: Feature, layers?: readonly string[]): Feature[] {
  const { model } = source;
  const tensors = layers?.map((name) => model.getLayer(name).output) ?? model.outputs;
  const plan = stepsTo(model, tensors.flat());
  if (!plan) throw new Unsupported('not a chain of layers with one input');
  const { steps, outputs } = plan;
  const readers = steps.map((_, index) =>
    steps.flatMap(({ inputs }, reader) => (inputs.includes(index) ? [reader] : [])),
  );
  const features = new Map<number, Feature>([[0, x]]);
  /** Additions that became part of what is before them. */
  const fused = new Set<number>();
  /** The only step that reads another's result, which nobody else wants. */
  const onlyReader = (index: number): number | undefined =>
    readers[index].length === 1 && !outputs.includes(index) ? readers[index][0] : undefined;
  for (let index = 1; index < steps.length; index++) {
    if (features.has(index) || fused.has(index)) continue;
    const inputs = steps[index].inputs.map((input) => features.get(input)!);
    const { layer, className, shape } = steps[index];
    const kind = layerKinds.get(className);
    const { last, ...next } = kind?.fuses ? following(index, inputs[0]) : { last: index };
    const call = { tape, source, layer, inputs, shape, config: layer.getConfig(), following: next };
    const result = kind?.learn?.(call) ?? unlearnt(call);
    features.set(last, result);
  }
  return outputs.map((index) => fromPixels(tape, features.get(index)!));

  /** The addition and the activation after a layer that can be part of it, as nothing else reads between them. */
  function following(index: number, x: Feature): Following & { last: number } {
    let last = index;
    let sum: Feature | undefined;
    const next = onlyReader(index);
    const { shape, layer } = steps[index];
    const own = (layer.getConfig() as { activation?: string }).activation ?? 'linear';
    if (own !== 'linear' || next === undefined) return { last };
    if (layerKinds.get(steps[next].className)?.sums && shape[3]! >= tape.block) {
      const others = steps[next].inputs.filter((other) => other !== index);
      const other = others.length === 1 ? features.get(others[0]) : undefined;
      // What is added must be there already, and be as large.
      if (other?.layout === 'blocks' && other !== x) [sum, last] = [other, next];
    }
    const reader = onlyReader(last);
    const rectifier = reader === undefined ? undefined : rectifierAt(reader);
    if (rectifier) {
      fused.add(last);
      last = reader!;
    }
    return { last, sum, rectifier };
  }

  function rectifierAt(index: number): Following['rectifier'] {
    const { layer, className } = steps[index];
    return layerKinds.get(className)?.rectifier?.(layer.getConfig());
  }
}

/** A layer without weights whose gradient nobody wants: as the compiled inference writes it. */
function unlearnt(call: LearnCall): Feature {
  const {
    tape: { graph },
    layer,
    inputs: [x],
    config,
  } = call;
  const emit = layerKinds.get(layer.getClassName())?.emit;
  if (!emit || !x.fixed || x.layout === 'rows' || layer.weights.length > 0) return refuse(call);
  const planes = x.layout === 'blocks' ? fromBlocks(graph, x.value, x.channels, 'NCHW') : x.value;
  const shape = [null, x.height, x.width, x.channels];
  const [, height, width, channels] = layer.computeOutputShape(shape) as number[];
  const value = emit({
    graph,
    inputs: [{ value: planes, shape }],
    config,
    shape: [null, height, width, channels],
    weight: () => undefined,
  });
  if (value === undefined || channels !== x.channels) return refuse(call);
  if (x.layout === 'planes') return { ...x, value, height, width };
  const pixels = graph.node('Transpose', [value], { perm: [0, 2, 3, 1] });
  return { ...x, value: toBlocks(graph, pixels), height, width };
}
