import { toldOr, type Assumption } from '../../import/assumptions';
import { notInColour, shuffled } from '../../import/near-miss';
import { Plan, type Architecture } from '../../import/recognised';

const architecture = 'SRVGGNetCompact (Real-ESRGAN)';

/**
 * SRVGGNetCompact: one list of convolutions, `body.0`, `body.2`, ..., with PReLUs between that have weights, or activations that have none:
 * these are ReLUs, or LeakyReLUs of slope 0.1.
 */
export const srvggArchitecture: Architecture = {
  name: architecture,
  signs: [/^body\.\d+\.(weight|bias)$/],
  recognise: (tensors, options) => {
    const names = [...tensors.keys()];
    const first = tensors.get('body.0.weight')?.shape;
    if (first?.length !== 4 || !names.every((name) => /^body\.\d+\.(weight|bias)$/.test(name)))
      return undefined;
    let count = 0;
    while (tensors.get(`body.${2 * count}.weight`)?.shape.length === 4) count++;
    const last = tensors.get(`body.${2 * (count - 1)}.weight`)!.shape;
    const scale = Math.sqrt(last[0] / 3);
    if (count < 3) return undefined;
    const other = notInColour(architecture, {
      takes: first[1],
      gives: shuffled(last[0], first[1]),
    });
    if (other) return other;
    const plan = new Plan(tensors).conv('Output.conv', `body.${2 * (count - 1)}`, scale);
    const prelu = tensors.has('body.1.weight');
    for (let k = 0; k < count - 1; k++) {
      plan.conv(`Conv${k + 1}.conv`, `body.${2 * k}`);
      if (prelu) plan.prelu(`Conv${k + 1}`, `body.${2 * k + 1}`);
    }
    const assumed: Assumption[] = [];
    const slope = prelu
      ? undefined
      : toldOr(options.slope, { option: 'slope', value: 0, others: [0.1], tried: 'always' }, assumed);
    return {
      architecture,
      spec: {
        kind: 'srvgg',
        channels: first[0],
        convolutions: count - 2,
        scale,
        ...(slope === undefined ? {} : { activation: slope }),
      },
      sources: plan.sources,
      assumed,
    };
  },
};
