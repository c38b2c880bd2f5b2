import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { fingerprintOf } from '@ddr-lab/base/cache/key';
import { InputError } from '@ddr-lab/base/errors';
import type { GraphNetwork } from '../tappable';
import { conventionText, fromNetwork, toNetwork, type Convention } from './convention';
import { cutBack, fittingSize, reflectedTo } from './find-size';
import type { GraphRuntime } from './graph-runtime';
import { lumaOf, withColours } from './luma-network';

/** A network that takes RGB images in [0, 1], of one that takes what its authors fed it. */
export function graphFromRuntime(
  runtime: GraphRuntime,
  convention: Convention,
  metadata: Readonly<Record<string, string>>,
): GraphNetwork {
  const { layers, blocks, output, size, channels, multiple = 1 } = runtime;
  const input = conventionText(convention, channels);
  const run = async (names: readonly string[], images: Numbers): Promise<readonly Numbers[]> => {
    const [, height, width] = images.dims;
    if (size && (size.height !== height || size.width !== width)) {
      throw new InputError(
        `${metadata.source ?? 'The network'} takes images of ${size.height} x ${size.width} alone, and these are ${height} x ${width}: cut or resize them.`,
      );
    }
    const given = { height, width };
    const fitting = fittingSize(given, multiple);
    const isSame = fitting.height === height && fitting.width === width;
    const fed = isSame ? images : reflectedTo(images, fitting);
    const results = await runtime.run(names, toNetwork(channels === 1 ? lumaOf(fed) : fed, convention));
    return isSame ? results : results.map((one) => cutBack(one, fitting, given));
  };
  return {
    layers,
    blocks,
    size,
    metadata: {
      ...runtime.metadata,
      ...metadata,
      input,
      ...(multiple > 1 && {
        multiple: `sides that are no multiple of ${multiple} are reflected up to the next one, and what comes of it is cut off`,
      }),
    },
    fingerprint: fingerprintOf(runtime.fingerprint, input, multiple > 1 ? multiple : ''),
    compute: run,
    predict: async (images) => {
      const [result] = await run([output], images);
      if (result.dims.length !== 4) return result;
      const own = fromNetwork(result, convention);
      return channels === 1 && own.dims[3] === 1 ? withColours(own, images) : own;
    },
    dispose: () => runtime.dispose(),
  };
}
