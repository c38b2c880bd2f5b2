import { countBlocks, Plan, type Recognise } from '../recognised';

/** BasicSR's names, the older ones (ESRGAN, KAIR), and ESRGAN's oldest, of layers in one long sequence. */
const namings = [
  {
    architecture: 'RRDBNet (BasicSR)',
    pattern: /^body\.(\d+)\.rdb1\.conv1\.weight$/,
    dense: (k: number, part: number, conv: number) => `body.${k}.rdb${part}.conv${conv}`,
    parts: {
      first: 'conv_first',
      body: 'conv_body',
      up1: 'conv_up1',
      up2: 'conv_up2',
      hr: 'conv_hr',
      last: 'conv_last',
    },
  },
  {
    architecture: 'RRDBNet (ESRGAN)',
    pattern: /^RRDB_trunk\.(\d+)\.RDB1\.conv1\.weight$/,
    dense: (k: number, part: number, conv: number) => `RRDB_trunk.${k}.RDB${part}.conv${conv}`,
    parts: {
      first: 'conv_first',
      body: 'trunk_conv',
      up1: 'upconv1',
      up2: 'upconv2',
      hr: 'HRconv',
      last: 'conv_last',
    },
  },
  {
    architecture: 'RRDBNet (ESRGAN, first release)',
    pattern: /^model\.1\.sub\.(\d+)\.RDB1\.conv1\.0\.weight$/,
    dense: (k: number, part: number, conv: number) => `model.1.sub.${k}.RDB${part}.conv${conv}.0`,
    parts: {
      first: 'model.0',
      body: 'model.1.sub.N',
      up1: 'model.3',
      up2: 'model.6',
      hr: 'model.8',
      last: 'model.10',
    },
  },
] as const;

/** ESRGAN's generator, upscaling by 4 (that by 2 works on unshuffled pixels and has more input channels). */
export const recogniseRrdbnet: Recognise = (tensors) => {
  for (const { architecture, pattern, dense, parts } of namings) {
    const blocks = countBlocks(tensors, pattern);
    const first = tensors.get(`${parts.first}.weight`);
    if (blocks < 1 || !first || first.shape[1] !== 3) continue;
    const plan = new Plan(tensors)
      .conv('Conv1', parts.first)
      .conv('Body.conv', parts.body.replace('N', String(blocks)))
      .conv('UP1.conv', parts.up1)
      .conv('UP2.conv', parts.up2)
      .conv('HRConv.conv', parts.hr)
      .conv('Output', parts.last);
    for (let k = 0; k < blocks; k++) {
      for (const part of [1, 2, 3]) {
        for (const conv of [1, 2, 3, 4, 5]) {
          plan.conv(`RRDB${k + 1}.dense${part}.conv${conv}`, dense(k, part, conv));
        }
      }
    }
    const growth = tensors.get(`${dense(0, 1, 1)}.weight`)?.shape[0];
    return {
      architecture,
      spec: { kind: 'rrdbnet', channels: first.shape[0], growth, blocks },
      sources: plan.sources,
    };
  }
  return undefined;
};
