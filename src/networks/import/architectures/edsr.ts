import type { WeightTensor } from '../../weights/safetensors';
import { countBlocks, Plan, scaleOf, type Recognise, type Tensors } from '../recognised';

/** Mean of DIV2K's RGB, as both implementations have it. */
const div2kMean = [0.4488, 0.4371, 0.404];

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

/**
 * EDSR in [0, 255] less DIV2K's mean, as both implementations work; the authors' has that shift among its weights. A block's
 * residual is scaled by 0.1 in networks of 256 channels, as published, else by 1.
 */
export const recogniseEdsr: Recognise = (tensors) => {
  for (const { architecture, first, pattern, block, body, up, last } of namings) {
    const kernel = tensors.get(`${first}.weight`);
    const blocks = countBlocks(tensors, pattern);
    const scale = scaleOf(tensors, `${up(0)}.weight`, `${up(1)}.weight`);
    if (!kernel || blocks < 1 || !scale || !tensors.has(`${body(blocks)}.weight`)) continue;
    const plan = new Plan(tensors)
      .conv('Conv1', first)
      .conv('Body.conv', body(blocks))
      .conv('Output.conv', last);
    for (let k = 0; k < blocks; k++) {
      const [conv1, conv2] = block(k);
      plan.conv(`RB${k + 1}.conv1`, conv1).conv(`RB${k + 1}.conv2`, conv2);
    }
    plan.conv('UP1.conv', up(0), scale === 3 ? 3 : 2);
    if (scale === 4) plan.conv('UP2.conv', up(1), 2);
    const channels = kernel.shape[0];
    return {
      architecture,
      spec: { kind: 'edsr', channels, blocks, scale, ...(channels === 256 ? { residualScaling: 0.1 } : {}) },
      sources: plan.sources,
      constants: shifts(),
      unused: (name) => isShift(tensors, name),
    };
  }
  return undefined;
};

/** 1 x 1 convolutions that bring [0, 1] to the network's range and back. */
function shifts(): ReadonlyMap<string, WeightTensor> {
  const diagonal = (value: number): WeightTensor => ({
    shape: [1, 1, 3, 3],
    data: Float32Array.from({ length: 9 }, (_, i) => (i % 4 === 0 ? value : 0)),
  });
  return new Map<string, WeightTensor>([
    ['Input.shift/kernel', diagonal(255)],
    ['Input.shift/bias', { shape: [3], data: Float32Array.from(div2kMean, (mean) => -255 * mean) }],
    ['Output/kernel', diagonal(1 / 255)],
    ['Output/bias', { shape: [3], data: Float32Array.from(div2kMean) }],
  ]);
}

/** The authors' fixed shifts, where they are just what `shifts` has; else they are tensors that do not fit. */
function isShift(tensors: Tensors, name: string): boolean {
  const found = /^(sub|add)_mean\.(weight|bias)$/.exec(name);
  if (!found) return false;
  const { data } = tensors.get(name)!;
  const wanted =
    found[2] === 'weight'
      ? [1, 0, 0, 0, 1, 0, 0, 0, 1]
      : div2kMean.map((mean) => mean * (found[1] === 'sub' ? -255 : 255));
  return (
    data.length === wanted.length &&
    wanted.every((value, i) => Math.abs(data[i] - value) < 1e-3 * Math.max(1, Math.abs(value)))
  );
}
