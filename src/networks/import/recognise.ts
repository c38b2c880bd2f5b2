import { InputError } from '@ddr-lab/base/errors';
import { architectures } from './architectures/architectures';
import { foreignFamily } from './foreign-families';
import { nearest } from './near-miss';
import { isNearMiss, type ImportOptions, type NearMiss, type Recognised, type Tensors } from './recognised';

/**
 * What a file's tensors are the weights of.
 *
 * @throws InputError naming the file, the nearest architecture and what does not fit.
 */
export function recognise(file: string, tensors: Tensors, options: ImportOptions): Recognised {
  const misses: NearMiss[] = [];
  for (const architecture of architectures) {
    try {
      const found = architecture.recognise(tensors, options);
      if (found && !isNearMiss(found)) return found;
      if (found) misses.push(found);
    } catch (error) {
      throw error instanceof InputError ? new InputError(`${file}: ${error.message}`) : error;
    }
  }
  if (misses.length > 0) {
    const words = misses.map(({ architecture, but }) => `it looks like ${architecture}, but ${but}`);
    throw new InputError(`${file}: ${words.join('; or ')}. ${elsewhere}`);
  }
  const foreign = foreignFamily(tensors);
  if (foreign !== undefined) {
    throw new InputError(
      `${file}: its tensors are named like those of ${foreign}, which is not built here. ${elsewhere}`,
    );
  }
  const like = nearest(tensors, architectures);
  if (like !== undefined) throw new InputError(`${file}: ${like}. ${elsewhere}`);
  const some = [...tensors].slice(0, 4).map(([name, { shape }]) => `${name} (${shape.join(' x ')})`);
  throw new InputError(
    `${file}: its ${tensors.size} tensors (${some.join(', ')}, ...) are of no architecture known here: ${architectures.map(({ name }) => name).join('; ')}. ${elsewhere}`,
  );
}

const elsewhere =
  'Export it to ONNX (torch.onnx.export), which needs no architecture, or build it with a few lines of tfjs: see docs/import.md.';
