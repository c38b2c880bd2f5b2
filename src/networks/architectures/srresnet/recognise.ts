import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import { countBlocks, Plan, scaleOf, type Architecture } from '../../import/recognised';

/** The two namings that are about: BasicSR's and the older one that KAIR has, too. */
const namings = [
  { architecture: 'MSRResNet (BasicSR)', body: 'body', hr: 'conv_hr' },
  { architecture: 'MSRResNet (KAIR)', body: 'recon_trunk', hr: 'HRconv' },
] as const;

const up = (k: number): string => `upconv${k + 1}`;

/** SRResNet without batch normalisation. Whether it adds the upsampled input is in its code, not in its weights. */
export const srresnetArchitecture: Architecture = {
  name: 'SRResNet without batch normalisation (BasicSR, KAIR)',
  signs: [/^(body|recon_trunk)\.\d+\.conv[12]\./, /^(conv_first|upconv\d|conv_hr|HRconv|conv_last)\./],
  recognise: (tensors, options) => {
    for (const { architecture, body, hr } of namings) {
      const blocks = countBlocks(tensors, new RegExp(`^${body}\\.(\\d+)\\.conv1\\.weight$`));
      // EDSR has blocks of the same names.
      if (blocks < 1 || !(tensors.has(`${up(0)}.weight`) || tensors.has(`${hr}.weight`))) continue;
      const missing = lacking(architecture, tensors, ['conv_first', up(0), hr, 'conv_last']);
      if (missing) return missing;
      const scale = scaleOf(tensors, up);
      if (!scale) return { architecture, but: 'its upsampling (upconv1 and on) is none by 2, 3, 4 or 8' };
      const [channels, takes] = tensors.get('conv_first.weight')!.shape;
      const gives = tensors.get('conv_last.weight')!.shape[0];
      const other = notInColour(architecture, { takes, gives });
      if (other) return other;
      const assumed: Assumption[] = [];
      const slope = toldOr(options.slope, { option: 'slope', value: 0.1 }, assumed);
      const globalResidual = toldOr(
        options.globalResidual,
        { option: 'globalResidual', value: true as boolean, others: [false] },
        assumed,
      );
      const plan = new Plan(tensors).conv('Conv1.conv', 'conv_first').conv('HRConv.conv', hr);
      for (let k = 0; k < blocks; k++) {
        plan.conv(`RB${k + 1}.conv1`, `${body}.${k}.conv1`).conv(`RB${k + 1}.conv2`, `${body}.${k}.conv2`);
      }
      for (let k = 0; tensors.has(`${up(k)}.weight`); k++) {
        plan.conv(`UP${k + 1}.conv`, up(k), scale === 3 ? 3 : 2);
      }
      plan.conv(globalResidual ? 'Output.conv' : 'Output', 'conv_last');
      return {
        architecture,
        spec: {
          kind: 'srresnet',
          channels,
          blocks,
          scale,
          globalResidual,
          ...(slope === 0.1 ? {} : { slope }),
        },
        sources: plan.sources,
        assumed,
      };
    }
    return undefined;
  },
};
