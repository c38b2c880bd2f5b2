import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { liftLimits } from '../no-limits';
import { except } from './exceptions';
import { expectGradients } from './finite-differences';
import { tfPad } from './padding';
import { normals } from '../reference/array';
import { convolution, depthwiseConvolution } from '../reference/convolution';
import type { Padding } from '../reference/windows';

// Convolutions of any small sizes against their definition in float64 and finite differences.

beforeAll(async () => {
  liftLimits();
  await useBackend();
});

const length = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });
const channels = fc.constantFrom(1, 2, 3, 7, 8, 16, 17, 32);

const side = fc.integer({ min: 0, max: 3 });

/** Everything but the filter's last size; the window fits into the padded image. */
const geometries = fc
  .record({
    image: fc.tuple(length(3), length(7), length(7)),
    window: fc.tuple(length(4), length(4)),
    stride: fc.tuple(length(3), length(3)),
    pad: fc.oneof(fc.constantFrom<Padding>('same', 'valid'), fc.tuple(side, side, side, side)),
    inputs: channels,
  })
  .filter(({ image: [, h, w], window, pad }) => {
    if (pad === 'same') return true;
    const [top, bottom, left, right] = typeof pad === 'object' ? pad : [0, 0, 0, 0];
    return h + top + bottom >= window[0] && w + left + right >= window[1];
  });

it('convolution', (context) => {
  except(context, 'wasm', 'is wrong for some images of one column');
  fc.assert(
    fc.property(geometries, channels, ({ image, window, stride, pad, inputs }, outputs) => {
      expectGradients({
        inputs: [normals([...image, inputs]), normals([...window, inputs, outputs], 2)],
        compute: (x, f) => tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, stride, tfPad(pad)),
        reference: (x, f) => convolution(x, f, { stride, pad }),
      });
    }),
    { numRuns: 40, seed: 1 },
  );
});

it('depthwise convolution', (context) => {
  except(context, 'wasm', 'has no gradient of it');
  fc.assert(
    fc.property(geometries, length(3), ({ image, window, stride: [stride], pad, inputs }, multiplier) => {
      expectGradients({
        inputs: [normals([...image, inputs]), normals([...window, inputs, multiplier], 2)],
        compute: (x, f) =>
          tf.depthwiseConv2d(x as tf.Tensor4D, f as tf.Tensor4D, stride, tfPad(pad) as 'same'),
        reference: (x, f) => depthwiseConvolution(x, f, { stride: [stride, stride], pad }),
      });
    }),
    { numRuns: 40, seed: 1 },
  );
});
