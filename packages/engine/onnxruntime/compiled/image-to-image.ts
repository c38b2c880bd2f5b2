import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { OnProgress } from '@ddr-lab/base/progress';
import { compiledSession, closeCompiled } from './cache';
import { compile } from './compile';
import { compiledModel, runPart, type Numbers } from './compiled-model';
import { stagesTo, stepsTo } from './stages';
import { runTile, tilesOf, tileSide } from './tiles';
import { currentSignal } from '@ddr-lab/base/signal';

/** Memory that a tile may take, in bytes, where the image is larger; default of `tileBytes`. */
const defaultTileBytes = 96 * 2 ** 20;

/**
 * A network's output for one image of any size, by graphs that are run tile by tile in bounded memory. The tiles
 * overlap by all that a pixel depends on, so that the result is that of the whole image. Undefined where that
 * cannot be done: another backend is in use, or a layer is of an unknown kind.
 *
 * @param input 1 x H x W x C.
 */
export async function imageToImage(
  model: LayersModel,
  input: Numbers,
  options: { tileBytes?: number; onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<Numbers | undefined> {
  const { tileBytes = defaultTileBytes, onProgress, signal = currentSignal() } = options;
  if (tf.getBackend() !== 'onnxruntime' || model.outputs.length !== 1) return undefined;
  const found = stepsTo(model, model.outputs);
  const stages = found && stagesTo(found.steps, found.outputs[0]);
  // A layer that looks at the whole image wants it whole.
  if (!stages) return compiledModel(model, model.outputs)?.run(input)[0];
  const { steps } = found;
  const [, height, width] = input.dims;
  const plan = stages.map((stage) => ({ stage, tiles: tilesOf(height, width, tileSide(stage, tileBytes)) }));
  const total = plan.reduce((sum, { tiles }) => sum + tiles.length, 0);
  const values = new Map<number, Numbers>([[0, input]]);
  let done = 0;
  for (const [number, { stage, tiles }] of plan.entries()) {
    const inputs = stage.inputs.map((index) => values.get(index)!);
    const outputs = stage.outputs.map((index, i) => {
      const dims = [1, height * stage.scales[i], width * stage.scales[i], steps[index].shape[3]!];
      return { data: new Float32Array(dims.reduce((a, b) => a * b)), dims };
    });
    for (const tile of tiles) {
      signal?.throwIfAborted();
      const session = compiledSession(model, `stage ${number}`, steps, () => compile(steps, stage));
      if (!session) return undefined;
      runTile(stage, inputs, outputs, tile, (parts) => runPart(session, parts, outputs.length));
      onProgress?.({ done: ++done, total });
      // A tile holds the thread for a while: let messages through, an interrupt among them.
      await new Promise((resolve) => setImmediate(resolve));
    }
    stage.outputs.forEach((index, i) => values.set(index, outputs[i]));
  }
  // Loaded graphs keep the memory of a tile for the next one.
  if (total > plan.length) closeCompiled(model);
  return values.get(found.outputs[0]);
}
