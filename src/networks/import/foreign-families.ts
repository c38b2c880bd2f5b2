import type { Tensors } from './recognised';

/** Architectures that are about and not built here, by names that their weights alone have; the more special before the more general. */
const families: readonly (readonly [name: string, sign: RegExp])[] = [
  ['HAT', /overlap_attn\.|\.conv_block\.cab\./],
  ['DRCT', /^layers\.\d+\.(swin\d+|adjust\d+)\./],
  ['DAT or another transformer', /^layers\.\d+\.blocks\.\d+\.attn\./],
  ['Swin2SR', /^layers\.\d+\.residual_group\.blocks\.\d+\.attn\.logit_scale/],
  ['SwinIR or a relative of it', /^layers\.\d+\.residual_group\.blocks\.\d+\./],
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
  ['PReNet or PRN (deraining)', /^res_conv\d\.\d\./],
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
