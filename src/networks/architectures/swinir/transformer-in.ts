import { countBlocks, type Plan, type Tensors } from '../../import/recognised';

/** What the blocks of a SwinIR say of it. */
interface Transformer {
  readonly depths: readonly number[];
  readonly heads: number;
  readonly window: number;
  readonly ratio: number;
}

/** A block's layers: ours, and theirs. */
const dense = [
  ['qkv', 'attn.qkv'],
  ['projection', 'attn.proj'],
  ['wide', 'mlp.fc1'],
  ['narrow', 'mlp.fc2'],
] as const;

const blockAt = (group: number, block: number): string => `layers.${group}.residual_group.blocks.${block}`;

const TABLE = 'attn.relative_position_bias_table';

/** How many groups there are. */
export function groupsIn(tensors: Tensors): number {
  return countBlocks(
    tensors,
    /^layers\.(\d+)\.residual_group\.blocks\.0\.attn\.relative_position_bias_table$/,
  );
}

/** The sizes of the blocks; where they are none of a network known here, why, in words. */
export function transformerIn(tensors: Tensors, groups: number, channels: number): Transformer | string {
  const depths: number[] = [];
  let [heads, rows] = [0, 0];
  for (let group = 0; group < groups; group++) {
    let depth = 0;
    for (; tensors.has(`${blockAt(group, depth)}.${TABLE}`); depth++) {
      const name = `${blockAt(group, depth)}.${TABLE}`;
      const { shape } = tensors.get(name)!;
      if (shape.length !== 2) return `${name} (${shape.join(' x ')}) is no table of rows and heads`;
      if (heads === 0) [rows, heads] = shape;
      if (shape[0] !== rows || shape[1] !== heads) {
        return `its blocks have different windows or heads: ${name} is ${shape.join(' x ')}, the first one ${rows} x ${heads}`;
      }
    }
    depths.push(depth);
  }
  const window = (Math.sqrt(rows) + 1) / 2;
  // The buffer tells the places of a window, of windows whose tables have as many rows as those of a square.
  const places = tensors.get(`${blockAt(0, 0)}.attn.relative_position_index`)?.shape[0] ?? window ** 2;
  if (!Number.isInteger(window) || window < 1 || places !== window ** 2) {
    return `its tables of position biases have ${rows} rows, and its windows are not square`;
  }
  if (heads < 1 || channels % heads !== 0) return `${heads} heads do not share ${channels} channels evenly`;
  const name = `${blockAt(0, 0)}.mlp.fc1.weight`;
  const wide = tensors.get(name)?.shape;
  if (!wide?.[0]) return `${name} is ${wide ? 'empty' : 'missing'}`;
  return { depths, heads, window, ratio: wide[0] / channels };
}

/** Plans where the weights of one block come from; numbers from 0. */
export function planBlock(plan: Plan, group: number, block: number): void {
  const [ours, theirs] = [`RSTB${group + 1}.block${block + 1}`, blockAt(group, block)];
  for (const [own, from] of dense) plan.dense(`${ours}.${own}`, `${theirs}.${from}`);
  for (const norm of ['norm1', 'norm2']) plan.layerNorm(`${ours}.${norm}`, `${theirs}.${norm}`);
  plan.asIs(`${ours}.attention/bias`, `${theirs}.${TABLE}`);
}
