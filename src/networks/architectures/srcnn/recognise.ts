import { InputError } from '@ddr-lab/base/errors';
import { toldOr, type Assumption } from '../../import/assumptions';
import { shuffled } from '../../import/near-miss';
import { Plan, type Architecture, type Tensors } from '../../import/recognised';

/** `conv1`, `conv2`, ..., and the names after the parts in the paper. */
const namings: readonly ((tensors: Tensors) => readonly string[])[] = [
  (tensors) => {
    const convs: string[] = [];
    while (tensors.has(`conv${convs.length + 1}.weight`)) convs.push(`conv${convs.length + 1}`);
    return convs;
  },
  () => ['features.0', 'map.0', 'reconstruction'],
];

/** SRCNN on RGB or on luma alone: three or more convolutions one after the other, of any sizes. */
export const srcnnArchitecture: Architecture = {
  name: 'SRCNN',
  signs: [/^conv\d+\.(weight|bias)$/],
  recognise: (tensors, options) => {
    const convs = namings
      .map((naming) => naming(tensors))
      .find((names) => names.length >= 3 && hasNothingElse(tensors, names));
    if (!convs) return undefined;
    const shapes = convs.map((name) => tensors.get(`${name}.weight`)!.shape);
    const architecture = `SRCNN of ${convs.length} layers`;
    const [, colours] = shapes[0];
    // Others are convolutions somewhere within a network, such as those of a dense block.
    if (shapes.some((shape) => shape.length !== 4) || (colours !== 1 && colours !== 3)) return undefined;
    const odd = shapes.findIndex(([, , height, width]) => height !== width || height % 2 === 0);
    if (odd >= 0) {
      const [, , height, width] = shapes[odd];
      return {
        architecture,
        but: `its ${convs[odd]} is ${height} x ${width}: kernels here are square, with a centre`,
      };
    }
    const gives = shapes[shapes.length - 1][0];
    if (gives !== colours) {
      return {
        architecture,
        but: `it takes ${colours} channels and gives ${gives}, where an SRCNN takes and gives RGB or luma${shuffled(gives, colours) === colours ? '; with a pixel shuffle behind it, it would be an ESPCN, which is not built here' : ''}`,
      };
    }
    const broken = shapes.findIndex(([, ins], i) => i > 0 && ins !== shapes[i - 1][0]);
    if (broken >= 0) {
      return {
        architecture,
        but: `its ${convs[broken]} takes ${shapes[broken][1]} channels and ${convs[broken - 1]} gives ${shapes[broken - 1][0]}`,
      };
    }
    const { scale } = options;
    if (scale === undefined) {
      throw new InputError(
        'These are weights of an SRCNN, which gets its input upsampled: they do not tell the scale. Give it (scale: 4, or --scale 4).',
      );
    }
    const assumed: Assumption[] = [];
    const globalResidual = toldOr(
      options.globalResidual,
      { option: 'globalResidual', value: false as boolean, others: [true] },
      assumed,
    );
    const last = convs.length - 1;
    const plan = new Plan(tensors);
    convs.forEach((name, i) =>
      plan.conv(i < last ? `Conv${i + 1}.conv` : globalResidual ? 'Output.conv' : 'Output', name),
    );
    return {
      architecture: `${architecture}${colours === 1 ? ' on luma' : ''}`,
      spec: { kind: 'srcnn', ...sizesOf(shapes), colours, scale, globalResidual },
      sources: plan.sources,
      assumed,
    };
  },
};

function hasNothingElse(tensors: Tensors, names: readonly string[]): boolean {
  const own = new Set(names.flatMap((name) => [`${name}.weight`, `${name}.bias`]));
  return (
    names.every((name) => tensors.has(`${name}.weight`)) && [...tensors.keys()].every((name) => own.has(name))
  );
}

/** In the short form where the network is as the paper has it: equal channels, half as many in the last but one, 3 x 3 between. */
function sizesOf(shapes: readonly (readonly number[])[]): {
  layers: number;
  channels: number;
  kernels: number[];
  widths?: number[];
} {
  const last = shapes.length - 1;
  const [channels] = shapes[0];
  const widths = shapes.slice(0, last).map(([outs]) => outs);
  const sides = shapes.map(([, , side]) => side);
  const usual =
    widths.every((width, i) => width === (i === last - 1 ? channels / 2 : channels)) &&
    sides.slice(1, -2).every((side) => side === 3);
  return usual
    ? { layers: shapes.length, channels, kernels: [sides[0], sides[last - 1], sides[last]] }
    : { layers: shapes.length, channels, kernels: sides, widths };
}
