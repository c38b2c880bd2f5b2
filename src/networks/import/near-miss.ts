import type { Architecture, NearMiss, Tensors } from './recognised';

/** Lists of names in messages are cut after this many. */
const some = 4;

/** A near miss where convolutions have no kernels in the file; undefined where all are there. */
export function lacking(
  architecture: string,
  tensors: Tensors,
  layers: readonly string[],
): NearMiss | undefined {
  const missing = layers.filter((layer) => !tensors.has(`${layer}.weight`));
  if (missing.length === 0) {
    const [name, shape] =
      layers
        .map((layer) => [`${layer}.weight`, tensors.get(`${layer}.weight`)!.shape] as const)
        .find(([, sizes]) => sizes.length !== 4 || sizes.includes(0)) ?? [];
    return shape && { architecture, but: `${name} (${shape.join(' x ')}) is no kernel of a convolution` };
  }
  return {
    architecture,
    but: `${list(missing.map((layer) => `${layer}.weight`))} ${isOrAre(missing)} missing`,
  };
}

/** A near miss of a network for images of other than three colours; undefined where it takes and gives three. */
export function notInColour(
  architecture: string,
  { takes, gives }: { readonly takes: number; readonly gives: number },
): NearMiss | undefined {
  if (takes === 3 && gives === 3) return undefined;
  const words = (count: number): string => `${count} channel${count === 1 ? '' : 's'}`;
  return {
    architecture,
    but: `it takes ${words(takes)} and gives ${words(gives)}, where here such networks take and give RGB; exported to ONNX, networks of luma alone can be read`,
  };
}

/** Channels behind a pixel shuffle that gives as many as the network takes; else those in front of it. */
export function shuffled(outs: number, takes: number): number {
  return Number.isInteger(Math.sqrt(outs / takes)) ? takes : outs;
}

/**
 * The architecture whose typical names most tensors have, in words with the others' names; undefined where not even
 * a third is named like those of any.
 */
export function nearest(tensors: Tensors, architectures: readonly Architecture[]): string | undefined {
  const names = [...tensors.keys()];
  const likeness = architectures.map(({ name, signs }) => {
    const others = names.filter((one) => !signs.some((sign) => sign.test(one)));
    return { name, others, count: names.length - others.length };
  });
  const [best] = likeness.sort((a, b) => b.count - a.count);
  if (names.length === 0 || 3 * best.count < names.length) return undefined;
  const rest =
    best.others.length === 0
      ? 'but they are not all that it has, or numbered otherwise'
      : `but not ${list(best.others)}`;
  return `${best.count} of its ${names.length} tensors are named like those of ${best.name}, ${rest}`;
}

/** `a, b, c, d and 5 more`. */
function list(names: readonly string[]): string {
  if (names.length <= some) return names.join(', ');
  return `${names.slice(0, some).join(', ')} and ${names.length - some} more`;
}

function isOrAre(names: readonly unknown[]): string {
  return names.length === 1 ? 'is' : 'are';
}

/** Architectures that are about and not built here, by names that their weights alone have; the more special before the more general. */
const families: readonly (readonly [name: string, sign: RegExp])[] = [
  ['HAT', /overlap_attn\.|\.conv_block\.cab\./],
  ['DRCT', /^layers\.\d+\.(swin\d+|adjust\d+)\./],
  ['DAT or another transformer', /^layers\.\d+\.blocks\.\d+\.attn\./],
  ['Swin2SR', /^layers\.\d+\.residual_group\.blocks\.\d+\.attn\.logit_scale/],
  ['a relative of SwinIR', /^layers\.\d+\.residual_group\.blocks\.\d+\./],
  ['Restormer', /^encoder_level1\.\d+\.attn\./],
  ['NAFNet', /^encoders\.\d+\.\d+\.(beta|sca)/],
  ['Uformer', /^encoderlayer_\d+\.blocks\./],
  ['OmniSR', /^residual_layer\.\d+\.residual_layer\./],
  ['SPAN', /^block_\d+\.c1_r\./],
  ['PLKSR', /^feats\.\d+\.lk\./],
  ['ECBSR', /^backbone\.\d+\.conv3x3\./],
  ['RCAN', /^body\.\d+\.body\.\d+\.body\.3\.conv_du\.|^body\.\d+\.residual_group\.\d+\.rcab/],
  ['SAN', /\.soca\.|^non_local\./],
  ['HAN', /^(csa|la)\.(conv|gamma)/],
  ['RDN', /^RDBs\.\d+\.convs\.|^rdbs\.\d+\.layers\./],
  ['DBPN', /^(up|down)\d+\.(up|down)_conv1\./],
  ['VDSR', /^residual_layer\.\d+\.conv\./],
  ['DnCNN, DPSR or another of KAIR', /^model\.\d+\.(weight|bias)$/],
  ['USRNet or DRUNet', /^m_(head|down1|body|up1)\./],
  ['Real-CUGAN', /^unet1\.conv\d/],
  ['LapSRN', /^convt_[IFR]\d/],
  ['FSRCNN', /^(first_part|mid_part|last_part)\./],
  ['a U-Net of diffusion models', /(input_blocks|output_blocks|down_blocks)\.\d+\./],
  ['a vision transformer', /^(blocks|encoder\.layers?)\.\d+\.(attn|self_attn|attention)\./],
];

/** The name of an architecture that is known but not built here; undefined where the names say nothing. */
export function foreignFamily(tensors: Tensors): string | undefined {
  const names = [...tensors.keys()];
  return families.find(([, sign]) => names.some((name) => sign.test(name)))?.[0];
}
