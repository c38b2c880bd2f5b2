import type { EarlySrresnetOptions } from './network';
import type { UpScale } from '../parts/super-resolution-tail';
import { toldOr, type Assumption } from '../../import/assumptions';
import { lacking, notInColour } from '../../import/near-miss';
import {
  countBlocks,
  Plan,
  scaleOf,
  type Architecture,
  type ImportOptions,
  type NearMiss,
  type Tensors,
} from '../../import/recognised';

const architecture = 'SRResNet (BasicSR and ESRGAN, first release; KAIR MSRResNet0)';

/** Where a block's layers are, by the order of convolution, batch normalisation and activation. */
const orders: readonly {
  readonly order: NonNullable<EarlySrresnetOptions['order']>;
  readonly convs: readonly [number, number];
  readonly norms: readonly number[];
}[] = [
  { order: 'CNA', convs: [0, 3], norms: [1, 4] },
  { order: 'CNAC', convs: [0, 3], norms: [1] },
  { order: 'CNA', convs: [0, 2], norms: [] },
  { order: 'NAC', convs: [2, 5], norms: [0, 3] },
  { order: 'NAC', convs: [1, 3], norms: [] },
];

/** SRResNet in one long sequence, `model.N`, with or without batch normalisation, by pixel shuffles or nearest upsampling. */
export const earlySrresnetArchitecture: Architecture = {
  name: architecture,
  signs: [/^model\.1\.sub\.\d+\.res\.\d/],
  recognise: (tensors, options) => {
    const blocks = countBlocks(tensors, /^model\.1\.sub\.(\d+)\.res\.\d+\.weight$/);
    if (blocks < 1) return undefined;
    const inBlock = (layer: number): string => `model.1.sub.0.res.${layer}`;
    const isConv = (name: string): boolean => tensors.get(`${name}.weight`)?.shape.length === 4;
    const form = orders.find(
      ({ convs, norms }) =>
        convs.every((layer) => isConv(inBlock(layer))) &&
        norms.every((layer) => tensors.has(`${inBlock(layer)}.running_mean`)),
    );
    if (!form) {
      return {
        architecture,
        but: 'its blocks have another order than conv-norm-act-conv, or no second convolution',
      };
    }
    const { order, convs, norms } = form;
    const norm = norms.length > 0;
    const [bodyConv, bodyNorm] = order === 'NAC' && norm ? [blocks + 1, blocks] : [blocks, blocks + 1];
    const tail = tailOf(tensors, options);
    if ('but' in tail) return tail;
    const missing = lacking(architecture, tensors, [
      'model.0',
      `model.1.sub.${bodyConv}`,
      tail.hr,
      tail.last,
    ]);
    if (missing) return missing;
    const [channels, takes] = tensors.get('model.0.weight')!.shape;
    const other = notInColour(architecture, { takes, gives: tensors.get(`${tail.last}.weight`)!.shape[0] });
    if (other) return other;
    const assumed: Assumption[] = [...tail.assumed];
    const slope = toldOr(options.slope, { option: 'slope', value: 0, others: [0.2] }, assumed);
    const residualScaling = toldOr(options.residualScaling, { option: 'residualScaling', value: 1 }, assumed);
    const plan = new Plan(tensors).conv('Conv1', 'model.0').conv('Body.conv', `model.1.sub.${bodyConv}`);
    if (norm) plan.norm('Body.norm', `model.1.sub.${bodyNorm}`);
    for (let k = 0; k < blocks; k++) {
      const [own, theirs] = [`RB${k + 1}`, `model.1.sub.${k}.res`];
      convs.forEach((layer, i) => plan.conv(`${own}.conv${i + 1}`, `${theirs}.${layer}`));
      norms.forEach((layer, i) => plan.norm(`${own}.norm${i + 1}`, `${theirs}.${layer}`));
    }
    tail.ups.forEach((name, k) => plan.conv(`UP${k + 1}.conv`, name, tail.shuffle));
    plan.conv('HRConv.conv', tail.hr).conv('Output', tail.last);
    return {
      architecture,
      spec: {
        kind: 'early-srresnet',
        channels,
        blocks,
        scale: tail.scale,
        order,
        norm,
        upsampling: tail.shuffle === undefined ? 'nearest' : 'shuffle',
        ...(slope === 0 ? {} : { slope }),
        ...(residualScaling === 1 ? {} : { residualScaling }),
      },
      sources: plan.sources,
      unused: (name) => name.endsWith('.num_batches_tracked'),
      assumed,
    };
  },
};

interface Tail {
  readonly ups: readonly string[];
  readonly hr: string;
  readonly last: string;
  readonly scale: 1 | UpScale;
  /** The factor of the pixel shuffles; undefined for nearest upsampling. */
  readonly shuffle: number | undefined;
  readonly assumed: readonly Assumption[];
}

/** In each step of three layers the convolution comes first where pixels are shuffled, second where they are repeated before it. */
function tailOf(tensors: Tensors, options: ImportOptions): Tail | NearMiss {
  const shuffled = (k: number): string => `model.${2 + 3 * k}`;
  const repeated = (k: number): string => `model.${3 + 3 * k}`;
  const shape = tensors.get(`${shuffled(0)}.weight`)?.shape;
  const isShuffled = shape !== undefined && shape[0] > shape[1];
  const ups: string[] = [];
  const name = isShuffled ? shuffled : repeated;
  // The convolution behind the last shuffle keeps the channels.
  const goesOn = (k: number): boolean => {
    const found = tensors.get(`${name(k)}.weight`)?.shape;
    return found !== undefined && (!isShuffled || found[0] > found[1]);
  };
  while (goesOn(ups.length)) ups.push(name(ups.length));
  const rest = { ups, hr: `model.${2 + 3 * ups.length}`, last: `model.${4 + 3 * ups.length}` };
  if (isShuffled) {
    const scale = scaleOf(tensors, (k) => ups[k] ?? '');
    if (!scale) return { architecture, but: `its upsampling (${ups[0]} and on) is none by 2, 3, 4 or 8` };
    return { ...rest, scale, shuffle: scale === 3 ? 3 : 2, assumed: [] };
  }
  if (ups.length > 3)
    return { architecture, but: `it upsamples ${ups.length} times: three times is the most here` };
  if (ups.length !== 1)
    return { ...rest, scale: (2 ** ups.length) as 1 | UpScale, shuffle: undefined, assumed: [] };
  // One upsampling is by 2 or by 3: its convolution has the same shape.
  const assumed: Assumption[] = [];
  const told = options.scale === 2 || options.scale === 3 ? options.scale : undefined;
  const scale = toldOr(told, { option: 'scale', value: 2 as 2 | 3 }, assumed);
  return { ...rest, scale, shuffle: undefined, assumed };
}
