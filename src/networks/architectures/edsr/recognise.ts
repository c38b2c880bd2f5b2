import { toldOr, type Assumption, isShift, meanShift } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import { countBlocks, Plan, scaleOf, type Architecture } from '../../import/recognised';

const namings = [
  {
    architecture: 'EDSR (BasicSR)',
    first: 'conv_first',
    pattern: /^body\.(\d+)\.conv1\.weight$/,
    block: (k: number) => [`body.${k}.conv1`, `body.${k}.conv2`],
    body: () => 'conv_after_body',
    up: (k: number) => `upsample.${2 * k}`,
    last: 'conv_last',
  },
  {
    architecture: 'EDSR (authors)',
    first: 'head.0',
    pattern: /^body\.(\d+)\.body\.0\.weight$/,
    block: (k: number) => [`body.${k}.body.0`, `body.${k}.body.2`],
    body: (blocks: number) => `body.${blocks}`,
    up: (k: number) => `tail.0.${2 * k}`,
    last: 'tail.1',
  },
] as const;

/** The authors' fixed shifts; BasicSR's has none among its weights. */
const names = { sub: 'sub_mean', add: 'add_mean' };

/**
 * EDSR. Range and mean are among the authors' weights (`sub_mean`); else they are told, or [0, 255] less DIV2K's mean. A block's
 * residual is scaled by 0.1 in networks of 256 channels, as published, else by 1, unless it is told: the weights do not hold it.
 */
export const edsrArchitecture: Architecture = {
  name: 'EDSR',
  signs: [
    /^body\.\d+\.(body\.[02]|conv[12])\./,
    /^(head\.0|tail\.\d|(sub|add)_mean|conv_after_body|conv_(first|last))\./,
  ],
  recognise: (tensors, options) => {
    for (const { architecture, first, pattern, block, body, up, last } of namings) {
      const kernel = tensors.get(`${first}.weight`);
      const blocks = countBlocks(tensors, pattern);
      const after = body(blocks);
      if (blocks < 1 || !(kernel && (tensors.has(`${after}.weight`) || tensors.has(`${up(0)}.weight`))))
        continue;
      const missing = lacking(architecture, tensors, [first, after, up(0), last]);
      if (missing) return missing;
      const scale = scaleOf(tensors, up);
      if (!scale) {
        return { architecture, but: `its upsampling (${up(0)} and on) is none by 2, 3, 4 or 8` };
      }
      const gives = tensors.get(`${last}.weight`)!.shape[0];
      const other = notInColour(architecture, { takes: kernel.shape[1], gives });
      if (other) return other;
      const plan = new Plan(tensors).conv('Conv1', first).conv('Body.conv', after).conv('Output.conv', last);
      for (let k = 0; k < blocks; k++) {
        const [conv1, conv2] = block(k);
        plan.conv(`RB${k + 1}.conv1`, conv1).conv(`RB${k + 1}.conv2`, conv2);
      }
      for (let k = 0; tensors.has(`${up(k)}.weight`); k++) {
        plan.conv(`UP${k + 1}.conv`, up(k), scale === 3 ? 3 : 2);
      }
      const channels = kernel.shape[0];
      const assumed: Assumption[] = [];
      const usual = channels === 256 ? 0.1 : 1;
      const residualScaling = toldOr(
        options.residualScaling,
        { option: 'residualScaling', value: usual, others: [usual === 1 ? 0.1 : 1], tried: 'always' },
        assumed,
      );
      return {
        architecture,
        spec: {
          kind: 'edsr',
          channels,
          blocks,
          scale,
          ...(residualScaling === 1 ? {} : { residualScaling }),
        },
        sources: plan.sources,
        constants: meanShift(tensors, options, assumed, { names, usual: 255 }),
        unused: (name) => isShift(name, names),
        assumed,
        ranged: true,
      };
    }
    return undefined;
  },
};
