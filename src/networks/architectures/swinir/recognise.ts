import { type Assumption, meanShift } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import { type Architecture, type NearMiss, Plan } from '../../import/recognised';
import { tailIn } from './tail-in';
import { groupsIn, planBlock, transformerIn } from './transformer-in';

const architecture = 'SwinIR';

/** Tensors that relatives have and SwinIR has not: HAT's, Swin2SR's. */
const relatives = /overlap_attn\.|\.conv_block\.|\.logit_scale$|relative_position_index_(SA|OCA)$/;

/** Buffers, which follow from the sizes. */
const buffers = /\.attn\.relative_position_index$|\.attn_mask$/;

/** SwinIR by the names of its authors' code, which BasicSR's are, too. Range and mean are told or the code's: 1 (of windows of 7, as for JPEG, 255) and DIV2K's. */
export const swinirArchitecture: Architecture = {
  name: architecture,
  signs: [
    /^layers\.\d+\.(residual_group\.blocks\.\d+|conv)\./,
    /^(patch_embed\.)?norm\./,
    /^(conv_|upsample\.\d)/,
  ],
  recognise: (tensors, options) => {
    const groups = groupsIn(tensors);
    if (groups < 1 || [...tensors.keys()].some((name) => relatives.test(name))) return undefined;
    const miss = (but: string): NearMiss => ({ architecture, but });
    if (tensors.has('absolute_pos_embed')) {
      return miss(
        'it adds a position to each pixel (absolute_pos_embed), which fits one size of image alone',
      );
    }
    const norm = ['patch_embed.norm.weight', 'norm.weight'].find((name) => !tensors.has(name));
    if (norm) return miss(`${norm} is missing: it normalises in front of its groups and behind them`);
    const convolutions = tensors.has('conv_after_body.0.weight') ? 3 : 1;
    const connection = (ours: string, theirs: string): (readonly [ours: string, theirs: string])[] =>
      convolutions === 1
        ? [[ours, theirs]]
        : [0, 2, 4].map((at, k) => [`${ours}${k + 1}`, `${theirs}.${at}`] as const);
    const tail = tailIn(tensors);
    const convs: readonly (readonly [ours: string, theirs: string, shuffle?: number])[] = [
      ['Conv1', 'conv_first'],
      ...Array.from({ length: groups }, (_, k) => connection(`RSTB${k + 1}.conv`, `layers.${k}.conv`)).flat(),
      ...connection('Body.conv', 'conv_after_body'),
      ...tail.layers,
    ];
    const theirs = convs.map(([, from]) => from);
    const missing = lacking(architecture, tensors, theirs);
    if (missing) return missing;
    if (tail.scale === undefined) {
      const names = tail.layers.map(([, from]) => from).join(', ');
      return miss(`its upsampling (${names}) is none by 2, 3, 4 or 8 that is known`);
    }
    const { scale, upsampler, upChannels } = tail;
    const [channels, takes] = tensors.get('conv_first.weight')!.shape;
    const outs = tensors.get(`${theirs[theirs.length - 1]}.weight`)!.shape[0];
    const other = notInColour(architecture, {
      takes,
      gives: upsampler === 'direct' ? outs / scale ** 2 : outs,
    });
    if (other) return other;
    const transformer = transformerIn(tensors, groups, channels);
    if (typeof transformer === 'string') return miss(transformer);
    const plan = new Plan(tensors).layerNorm('Conv1.norm', 'patch_embed.norm').layerNorm('Body.norm', 'norm');
    for (const [ours, from, shuffle] of convs) plan.conv(ours, from, shuffle);
    transformer.depths.forEach((depth, k) => {
      for (let block = 0; block < depth; block++) planBlock(plan, k, block);
    });
    const assumed: Assumption[] = [];
    const usual = transformer.window === 7 && scale === 1 ? 255 : 1;
    return {
      architecture,
      spec: {
        kind: 'swinir',
        channels,
        ...transformer,
        scale,
        ...(upsampler && { upsampler }),
        ...(upChannels !== undefined && { upChannels }),
        ...(convolutions === 3 && { convolutions }),
      },
      sources: plan.sources,
      constants: meanShift(tensors, options, assumed, { usual }),
      unused: (name) => buffers.test(name),
      assumed,
      ranged: true,
    };
  },
};
