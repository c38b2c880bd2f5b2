import type { Numbers } from '../../backend/onnxruntime/compiled/compiled-model';
import { fingerprintOf } from '../../cache/key';
import { InputError } from '../../errors';
import type { GraphNetwork } from '../graph-network';
import { conventionText, fromNetwork, toNetwork, type Convention } from './convention';
import type { GraphRuntime } from './graph-runtime';
import { lumaOf, withColours } from './luma-network';

/** A network that takes RGB images in [0, 1], of one that takes what its authors fed it. */
export function graphFromRuntime(
  runtime: GraphRuntime,
  convention: Convention,
  metadata: Readonly<Record<string, string>>,
): GraphNetwork {
  const { layers, blocks, output, size, channels } = runtime;
  const input = conventionText(convention, channels);
  const fed = (images: Numbers): Numbers => {
    const [, height, width] = images.dims;
    if (size && (size.height !== height || size.width !== width)) {
      throw new InputError(
        `${metadata.source ?? 'The network'} takes images of ${size.height} x ${size.width} alone, and these are ${height} x ${width}: cut or resize them.`,
      );
    }
    return toNetwork(channels === 1 ? lumaOf(images) : images, convention);
  };
  return {
    layers,
    blocks,
    size,
    metadata: { ...runtime.metadata, ...metadata, input },
    fingerprint: fingerprintOf(runtime.fingerprint, input),
    compute: async (names, images) => runtime.run(names, fed(images)),
    predict: async (images) => {
      const [result] = await runtime.run([output], fed(images));
      if (result.dims.length !== 4) return result;
      const own = fromNetwork(result, convention);
      return channels === 1 && own.dims[3] === 1 ? withColours(own, images) : own;
    },
    dispose: () => runtime.dispose(),
  };
}
