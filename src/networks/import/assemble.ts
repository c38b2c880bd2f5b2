import type { WeightTensor } from '@ddr-lab/engine/gradients/weight-tensor';
import { inLayout } from './layout';
import type { Recognised, Source, Tensors } from './recognised';

/** Lists of names in messages are cut after this many. */
const SOME = 6;

/** More misfits than this are not looked for. */
const ENOUGH = 200;

/** Takes our weights, one by one, from a file's tensors; every tensor must be used exactly once. */
export interface Assembly {
  /** One weight; zeros where it does not fit, which `finish` will say. */
  give(own: string, shape: readonly number[]): WeightTensor;
  /** Throws where something did not fit. */
  finish(): void;
}

/**
 * Where our weights come from, by a recognised network.
 *
 * @param refuse throws the error that names the file.
 */
export function assembly(
  { architecture, sources, constants, unused }: Omit<Recognised, 'spec'>,
  tensors: Tensors,
  refuse: (why: string) => never,
): Assembly {
  const misfits: string[] = [];
  const used = new Set<string>();
  const all = [...tensors.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  let made = 0;
  const fail = (): never => {
    const more = misfits.length > SOME ? `; and ${misfits.length - SOME} more` : '';
    return refuse(`it looks like ${architecture}, but ${misfits.slice(0, SOME).join('; ')}${more}`);
  };
  const zeros = (shape: readonly number[], misfit?: string): WeightTensor => {
    if (misfit !== undefined) misfits.push(misfit);
    made += sizeOf(shape);
    // In place of what is missing no more numbers are made than the file has.
    if (misfits.length > ENOUGH || (misfits.length > 0 && made > all)) fail();
    return { shape, data: new Float32Array(sizeOf(shape)) };
  };
  const fitting = (own: string, shape: readonly number[], { from, layout }: Source): WeightTensor => {
    const tensor = tensors.get(from);
    if (!tensor) return zeros(shape, `${from} is missing`);
    used.add(from);
    const given = tensor.shape.join(' x ');
    if (sizeOf(tensor.shape) !== sizeOf(shape)) {
      return zeros(shape, `${from} (${given}) does not fit ${own} (${shape.join(' x ')})`);
    }
    const turned = inLayout(tensor, layout);
    return turned?.shape.join() === shape.join()
      ? turned
      : zeros(shape, `${from} (${given}) does not fit ${own} (${shape.join(' x ')})`);
  };
  return {
    give(own, shape) {
      const source = sources.get(own);
      const constant = constants?.get(own);
      if (constant)
        return constant.shape.join() === shape.join() ? constant : zeros(shape, `${own} does not fit`);
      if (source) return fitting(own, shape, source);
      return zeros(shape, own.endsWith('/bias') ? undefined : `${own} has no tensor`);
    },
    finish() {
      for (const [name, { shape }] of tensors) {
        if (!used.has(name) && !unused?.(name)) misfits.push(`${name} (${shape.join(' x ')}) is not used`);
      }
      if (misfits.length > 0) fail();
    },
  };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
