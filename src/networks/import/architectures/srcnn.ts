import { InputError } from '../../../errors';
import { Plan, type Recognise } from '../recognised';

/** SRCNN on RGB or on luma alone: three or more convolutions one after the other, `conv1`, `conv2`, ... */
export const recogniseSrcnn: Recognise = (tensors, { scale, globalResidual = false }) => {
  const convs: string[] = [];
  while (tensors.has(`conv${convs.length + 1}.weight`)) convs.push(`conv${convs.length + 1}`);
  const shapes = convs.map((name) => tensors.get(`${name}.weight`)!.shape);
  const own = [...tensors.keys()].every((name) => /^conv\d+\.(weight|bias)$/.test(name));
  const square = shapes.every((shape) => shape.length === 4 && shape[2] === shape[3]);
  if (convs.length < 3 || !own || !square) return undefined;
  const [channels, colours] = shapes[0];
  if (colours !== 1 && colours !== 3) return undefined;
  const last = shapes.length - 1;
  // The form that `srcnn` builds: equal channels, half as many in the last but one, 3 x 3 kernels in between.
  const fits = shapes.every(
    ([outs, ins, side], i) =>
      outs === (i === last ? colours : i === last - 1 ? channels / 2 : channels) &&
      ins === (i === 0 ? colours : shapes[i - 1][0]) &&
      (i === 0 || i >= last - 1 || side === 3),
  );
  if (!fits) return undefined;
  if (scale === undefined) {
    throw new InputError(
      'These are weights of an SRCNN, which gets its input upsampled: they do not tell the scale. Give it (scale: 4, or --scale 4).',
    );
  }
  const plan = new Plan(tensors);
  convs.forEach((name, i) =>
    plan.conv(i < last ? `Conv${i + 1}.conv` : globalResidual ? 'Output.conv' : 'Output', name),
  );
  const kernels = [shapes[0][2], shapes[last - 1][2], shapes[last][2]] as const;
  return {
    architecture: `SRCNN of ${convs.length} layers${colours === 1 ? ' on luma' : ''}`,
    spec: { kind: 'srcnn', layers: convs.length, channels, colours, kernels, scale, globalResidual },
    sources: plan.sources,
  };
};
