import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { unified, type UnifiedOptions } from '../../src/networks/architectures/unified/network';
import { expectCompiled, expectSavedAndLoaded, fingerprints } from './every-network';

beforeAll(async () => {
  await useBackend();
});

const small = { channels: 16, blocks: 2, seed: 5 } as const;

describe('the unified backbone', () => {
  it.each(['super-resolution', 'classification'] as const)(
    '%s, compiled: as layer by layer',
    async (tail) => {
      await expectCompiled({ kind: 'unified', ...small, tail }, { tiles: false });
    },
  );

  it('has one body for both tails, and one start with and without global residual', async () => {
    const weights = async (options: UnifiedOptions): Promise<[Map<string, string>, boolean]> => {
      const model = unified({ ...small, ...options });
      // Every kernel is drawn, and nothing else: tfjs has none of its own numbers left.
      const drawn = model.weights.every(
        (weight) =>
          weight.originalName.includes('.bn/') ||
          weight.read().dataSync().some(Boolean) === weight.originalName.endsWith('/kernel'),
      );
      const found = await fingerprints(model);
      model.dispose();
      return [found, drawn];
    };
    const [[sr, srDrawn], [classes, classesDrawn]] = [
      await weights({}),
      await weights({ tail: 'classification' }),
    ];
    expect([srDrawn, classesDrawn]).toEqual([true, true]);
    const isBody = (name: string): boolean => /^(Conv1|RB)/.test(name);
    const body = [...sr.keys()].filter(isBody);
    expect(body).toHaveLength(2 + 2 * 8);
    expect([...classes.keys()].filter(isBody)).toEqual(body);
    for (const name of body) expect(classes.get(name)).toBe(sr.get(name));
    const [without] = await weights({ globalResidual: false });
    expect([...without.values()]).toEqual([...sr.values()]);
    const [other] = await weights({ seed: 6 });
    expect([...other.values()]).not.toEqual([...sr.values()]);
  });

  it('has the attention of RCAN: 4 inner units for 64 channels, and never less', () => {
    for (const [options, units] of [
      [{ channels: 64 }, 4],
      [{ channels: 32 }, 4],
      [{ channels: 32, reduction: 4 }, 8],
    ] as const) {
      const model = unified({ ...options, blocks: 1 });
      expect(model.getLayer('RB1.squeeze').outputShape).toEqual([null, units]);
      model.dispose();
    }
  });

  it('gives an image to one tail, logits to the other', () => {
    for (const [options, shape] of [
      [{ scale: 3 }, [2, 15, 12, 3]],
      [{ tail: 'classification', classes: 7 }, [2, 7]],
    ] as const) {
      const model = unified({ ...small, ...options });
      const [x, y] = tf.tidy(() => {
        const zeros = tf.zeros([2, 5, 4, 3]);
        return [tf.keep(zeros), tf.keep(model.predict(zeros) as tf.Tensor)];
      });
      expect(y.shape).toEqual(shape);
      tf.dispose([x, y]);
      model.dispose();
    }
  });

  it('comes back from its file', async () => {
    await expectSavedAndLoaded({ kind: 'unified', ...small, scale: 2 });
    await expectSavedAndLoaded({ kind: 'unified', ...small, tail: 'classification' });
  });

  it('refuses what makes no network, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const wrong: [UnifiedOptions, RegExp][] = [
      [{ scale: 5 as 4 }, /unified backbone upscales by 2, 3, 4 or 8, not by 5/],
      [{ channels: 0 }, /unified backbone: channels must be .* not 0/],
      [{ blocks: 1.5 }, /blocks must be .* not 1.5/],
      [{ tail: 'classification', classes: -1 }, /classes/],
      [{ tail: 'segmentation' as 'classification' }, /super-resolution or classification, not segmentation/],
    ];
    for (const [options, words] of wrong) {
      expect(() => unified(options)).toThrow(InputError);
      expect(() => unified(options)).toThrow(words);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
