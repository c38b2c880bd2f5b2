import type { Failed, Size } from '../find-size';
import { noteTrap } from './traps';
import type { NetworkInput } from '../choose-layers';

/** Rows and columns of a result N x H x W x C that is an image in colours or of luma; undefined for others. */
export function imageSize(shape: readonly (number | null)[] | undefined, channels: number): Size | undefined {
  if (shape?.length !== 4) return undefined;
  const [, height, width, own] = shape as number[];
  return own === 3 || own === channels ? { height, width } : undefined;
}

/** An input of a tfjs model, whose images have their channels last. */
export function inputOf(name: string, shape: readonly (number | null)[] | undefined): NetworkInput {
  const sizes = shape?.map((size) => (size !== null && size > 0 ? size : 'any'));
  return { name, sizes, channelAxes: [3] };
}

/** Why a model does not run for an image of some size, in words; what asks for too much memory does so at any size. */
export function failedAt({ height, width }: Size, error: unknown): Failed {
  noteTrap(error);
  const { message } = error as Error;
  const isTooMuch =
    /array length|allocation failed|memory access out of bounds|[Oo]ut of memory|would make/.test(message);
  const why = isTooMuch && !/would make/.test(message) ? `it asks for more memory than there is` : message;
  return {
    error: `for an image of ${height} x ${width}: ${why.replace(/\.$/, '')}`,
    ...(isTooMuch && { final: 'end' }),
  };
}
