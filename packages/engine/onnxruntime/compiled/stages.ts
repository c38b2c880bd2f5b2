import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { layerKinds } from '../../layers/kinds';
import type { Locality } from '../../layers/kind';
import type { Step } from './layer-call';
import { needed, type Part } from './compile';

/** A part of a network that can be computed tile by tile. */
export interface Stage extends Part {
  /** How many pixels of its inputs a result depends on to each side, at most. */
  readonly reach: number;
  /** How much larger each output is than the inputs. */
  readonly scales: readonly number[];
  /** Memory for one pixel of the inputs, about, in bytes. */
  readonly bytesPerPixel: number;
}

/**
 * Cuts a network from image to image where it begins to enlarge: what comes before needs a wide margin around a
 * tile but little memory, what comes after a narrow one and much memory. Undefined where a layer looks at the
 * whole image, or does not keep to whole pixels. The steps are those of the network in order, the first its input.
 */
export function stagesTo(steps: readonly Step[], output: number): Stage[] | undefined {
  const all = needed(steps, { inputs: [0], outputs: [output] });
  const scales = new Map([[0, 1]]);
  for (const index of all) {
    const local = localityOf(steps[index]);
    const [scale, ...others] = steps[index].inputs.map((input) => scales.get(input)!);
    if (!local || others.some((other) => other !== scale)) return undefined;
    scales.set(index, scale * local.scale);
  }
  const channels = (index: number): number => steps[index].shape[3] ?? 0;
  const late = new Set(all.filter((index) => scales.get(index)! > 1));
  for (const index of [...all].reverse()) {
    const consumers = all.filter((other) => steps[other].inputs.includes(index));
    const widens = steps[index].inputs.every((input) => channels(input) < channels(index));
    // What makes many channels, only for pixels to be made of them, is done with them.
    if (widens && consumers.length > 0 && consumers.every((consumer) => late.has(consumer))) late.add(index);
  }
  const stage = (part: Part): Stage => {
    const reaches = new Map(part.inputs.map((input) => [input, 0]));
    const inside = needed(steps, part);
    for (const index of inside) {
      const before = steps[index].inputs.map(
        (input) => reaches.get(input)! + localityOf(steps[index])!.reach / scales.get(input)!,
      );
      reaches.set(index, Math.max(...before));
    }
    // Three of the largest results are alive at once, as measured: two inputs of a sum, or what a layer reads
    // and writes, and the result that is kept for a sum later.
    const largest = Math.max(
      ...[...part.inputs, ...inside].map((index) => channels(index) * scales.get(index)! ** 2),
    );
    return {
      ...part,
      reach: Math.ceil(Math.max(...part.outputs.map((index) => reaches.get(index)!))),
      scales: part.outputs.map((index) => scales.get(index)!),
      bytesPerPixel: 3 * 4 * largest,
    };
  };
  if (!late.has(output)) return [stage({ inputs: [0], outputs: [output] })];
  const cut = new Set([...late].flatMap((index) => steps[index].inputs).filter((index) => !late.has(index)));
  const early = [...cut].filter((index) => index !== 0);
  const second = stage({ inputs: [...cut], outputs: [output] });
  return early.length > 0 ? [stage({ inputs: [0], outputs: early }), second] : [second];
}

/** What a model computes on its way to some of its tensors, in an order that can be followed. */
export interface Steps {
  /** The first is the model's input. */
  readonly steps: readonly Step[];
  /** The number of the step that gives each tensor asked for. */
  readonly outputs: readonly number[];
}

/**
 * The steps from a model's one input to the tensors, those alone that are needed; undefined for models with
 * several inputs and for layers with several results. A layer used twice makes two steps.
 */
export function stepsTo(model: LayersModel, tensors: readonly SymbolicTensor[]): Steps | undefined {
  if (model.inputs.length !== 1) return undefined;
  const [input] = model.inputs;
  const steps: Step[] = [
    { layer: input.sourceLayer, className: 'InputLayer', inputs: [], shape: input.shape },
  ];
  const numbers = new Map<number, number>([[input.id, 0]]);
  const pending = [...tensors].reverse();
  while (pending.length > 0) {
    const tensor = pending[pending.length - 1];
    if (numbers.has(tensor.id)) {
      pending.pop();
      continue;
    }
    const layer = tensor.sourceLayer;
    const node = layer.inboundNodes[tensor.nodeIndex];
    // Another input than the model's, or a layer that takes or gives what is no plain chain of tensors.
    if (!node || node.inputTensors.length === 0 || node.outputTensors.length !== 1) return undefined;
    const missing = node.inputTensors.filter(({ id }) => !numbers.has(id));
    if (missing.length > 0) {
      pending.push(...missing.reverse());
      continue;
    }
    pending.pop();
    const inputs = node.inputTensors.map(({ id }) => numbers.get(id)!);
    numbers.set(tensor.id, steps.length);
    steps.push({ layer, className: layer.getClassName(), inputs, shape: tensor.shape });
  }
  return { steps, outputs: tensors.map(({ id }) => numbers.get(id)!) };
}

/** A layer's locality, or undefined where parts of an image cannot be computed by themselves. */
function localityOf({ layer, className, shape }: Step): Locality | undefined {
  const locality = shape.length === 4 ? layerKinds.get(className)?.locality : undefined;
  return typeof locality === 'function' ? locality(layer.getConfig(), layer) : locality;
}
