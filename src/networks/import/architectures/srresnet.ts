import { countBlocks, Plan, scaleOf, type Recognise } from '../recognised';

/** The two namings that are about: BasicSR's and the older one that KAIR has, too. */
const namings = [
  { architecture: 'MSRResNet (BasicSR)', body: 'body', hr: 'conv_hr' },
  { architecture: 'MSRResNet (KAIR)', body: 'recon_trunk', hr: 'HRconv' },
] as const;

/** SRResNet without batch normalisation. Whether it adds the upsampled input is in its code, not in its weights. */
export const recogniseSrresnet: Recognise = (tensors, { globalResidual = true }) => {
  for (const { architecture, body, hr } of namings) {
    const first = tensors.get('conv_first.weight');
    const scale = scaleOf(tensors, 'upconv1.weight', 'upconv2.weight');
    if (!first || !tensors.has(`${body}.0.conv1.weight`) || !tensors.has(`${hr}.weight`) || !scale) continue;
    const blocks = countBlocks(tensors, new RegExp(`^${body}\\.(\\d+)\\.conv1\\.weight$`));
    const plan = new Plan(tensors).conv('Conv1.conv', 'conv_first').conv('HRConv.conv', hr);
    for (let k = 0; k < blocks; k++) {
      plan.conv(`RB${k + 1}.conv1`, `${body}.${k}.conv1`).conv(`RB${k + 1}.conv2`, `${body}.${k}.conv2`);
    }
    plan.conv('UP1.conv', 'upconv1', scale === 3 ? 3 : 2);
    if (scale === 4) plan.conv('UP2.conv', 'upconv2', 2);
    plan.conv(globalResidual ? 'Output.conv' : 'Output', 'conv_last');
    return {
      architecture,
      spec: { kind: 'srresnet', channels: first.shape[0], blocks, scale, globalResidual },
      sources: plan.sources,
    };
  }
  return undefined;
};
