import type { PageLayer } from '../shared/data';

/** Rows from `top` to before `bottom`, columns from `left` to before `right`. */
export interface Region {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** What of each layer is computed for a region of the output; undefined of those that it does not need. */
export type Plan = readonly (Region | undefined)[];

/** Why a network's gradients are not computed here; undefined where they are. */
export function withoutGradients(layers: readonly PageLayer[]): string | undefined {
  const strided = layers.find((layer) => layer.kind === 'conv' && layer.stride !== 1);
  return (
    strided && `its layer ${strided.name} takes every other pixel, through which no gradient is computed here`
  );
}

/**
 * Which part of each layer a region of the output depends on: each is as large as the layers behind it look, so that the numbers are
 * those of the whole image.
 */
export function planFor(
  layers: readonly PageLayer[],
  output: string,
  region: Region,
  input: { readonly height: number; readonly width: number },
): Plan {
  const sizes = sizesOf(layers, input);
  const last = layers.findIndex(({ name }) => name === output);
  const plan: (Region | undefined)[] = layers.map(() => undefined);
  plan[last] = region;
  for (let at = last; at >= 0; at--) {
    const asked = plan[at];
    if (!asked) continue;
    const layer = layers[at];
    if (layer.kind === 'shuffle') plan[at] = times(divided(asked, layer.factor), layer.factor);
    for (const from of layer.inputs) {
      const part = within(neededOf(layer, plan[at]!), sizes[from]);
      plan[from] = plan[from] ? union(plan[from], part) : part;
    }
  }
  // The image is there as a whole.
  return plan.map((part, at) => (layers[at].kind === 'input' ? whole(input) : part));
}

function neededOf(layer: PageLayer, region: Region): Region {
  switch (layer.kind) {
    case 'conv': {
      const [down, across] = padded(layer);
      const [tall, wide] = [reach(layer, 0), reach(layer, 1)];
      return {
        top: region.top - down,
        bottom: region.bottom - down + tall,
        left: region.left - across,
        right: region.right - across + wide,
      };
    }
    case 'shuffle':
      return divided(region, layer.factor);
    case 'bilinear': {
      const { top, bottom, left, right } = divided(region, layer.scale);
      return { top: top - 1, bottom: bottom + 1, left: left - 1, right: right + 1 };
    }
    case 'bicubic':
      return { top: 0, bottom: Infinity, left: 0, right: Infinity };
    default:
      return region;
  }
}

type Convolution = Extract<PageLayer, { kind: 'conv' }>;

/** How many rows (0) or columns (1) beside a pixel a kernel takes. */
export const reach = ({ shape, dilation }: Convolution, axis: 0 | 1): number => (shape[axis] - 1) * dilation;

/** Rows above and columns before the image that a convolution takes as zeros. */
export function padded(layer: Convolution): readonly [down: number, across: number] {
  if (layer.padding === 'valid') return [0, 0];
  return [reach(layer, 0) >> 1, reach(layer, 1) >> 1];
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function sizesOf(layers: readonly PageLayer[], input: Size): Size[] {
  const sizes: Size[] = [];
  for (const layer of layers) {
    const { height, width } = layer.kind === 'input' ? input : sizes[layer.inputs[0]];
    if (layer.kind === 'conv' && layer.padding === 'valid') {
      sizes.push({ height: height - reach(layer, 0), width: width - reach(layer, 1) });
    } else {
      const scale =
        layer.kind === 'shuffle'
          ? layer.factor
          : 'scale' in layer && layer.kind !== 'rescale'
            ? layer.scale
            : 1;
      sizes.push({ height: height * scale, width: width * scale });
    }
  }
  return sizes;
}

const whole = ({ height, width }: Size): Region => ({ top: 0, bottom: height, left: 0, right: width });

const within = (part: Region, { height, width }: Size): Region => ({
  top: Math.max(0, part.top),
  bottom: Math.min(height, part.bottom),
  left: Math.max(0, part.left),
  right: Math.min(width, part.right),
});

const union = (a: Region, b: Region): Region => ({
  top: Math.min(a.top, b.top),
  bottom: Math.max(a.bottom, b.bottom),
  left: Math.min(a.left, b.left),
  right: Math.max(a.right, b.right),
});

const divided = ({ top, bottom, left, right }: Region, by: number): Region => ({
  top: Math.floor(top / by),
  bottom: Math.ceil(bottom / by),
  left: Math.floor(left / by),
  right: Math.ceil(right / by),
});

const times = ({ top, bottom, left, right }: Region, by: number): Region => ({
  top: top * by,
  bottom: bottom * by,
  left: left * by,
  right: right * by,
});
