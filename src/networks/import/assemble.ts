import type { WeightTensor } from '../weights/safetensors';
import { inLayout } from './layout';
import type { Recognised, Tensors } from './recognised';

/** Lists of names in messages are cut after this many. */
const SOME = 6;

/**
 * Our weights by name, each made of its tensor; every tensor must be used exactly once.
 *
 * @param shapes of our weights, by name.
 * @param refuse throws the error that names the file.
 */
export function assemble(
  { architecture, sources, constants, unused }: Omit<Recognised, 'spec'>,
  tensors: Tensors,
  shapes: ReadonlyMap<string, readonly number[]>,
  refuse: (why: string) => never,
): Map<string, WeightTensor> {
  const misfits: string[] = [];
  const used = new Set<string>();
  const weights = new Map<string, WeightTensor>();
  for (const [own, shape] of shapes) {
    const source = sources.get(own);
    const constant = constants?.get(own);
    if (constant) weights.set(own, constant);
    else if (!source) {
      if (own.endsWith('/bias')) weights.set(own, zeros(shape));
      else misfits.push(`${own} has no tensor`);
    } else {
      const tensor = tensors.get(source.from);
      if (tensor) used.add(source.from);
      const fitting = tensor && inLayout(tensor, source.layout);
      if (!tensor) misfits.push(`${source.from} is missing`);
      else if (!fitting || fitting.shape.join() !== shape.join()) {
        misfits.push(
          `${source.from} (${tensor.shape.join(' x ')}) does not fit ${own} (${shape.join(' x ')})`,
        );
      } else weights.set(own, fitting);
    }
  }
  for (const name of tensors.keys()) {
    if (!used.has(name) && !unused?.(name))
      misfits.push(`${name} (${tensors.get(name)!.shape.join(' x ')}) is not used`);
  }
  if (misfits.length > 0) {
    const more = misfits.length > SOME ? `; and ${misfits.length - SOME} more` : '';
    return refuse(`it looks like ${architecture}, but ${misfits.slice(0, SOME).join('; ')}${more}`);
  }
  return weights;
}

function zeros(shape: readonly number[]): WeightTensor {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
}
