import * as tf from '@tensorflow/tfjs-core';
import { model as buildModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { compiledModel, type Numbers } from './onnxruntime/compiled/compiled-model';

/** Computes some tensors of a network for a batch, into `rows` where they are given. */
export type Pass = (batch: Numbers, rows?: readonly Numbers[]) => Promise<readonly Numbers[]>;

/** A model up to some of its tensors: as one compiled graph where that can be had, otherwise by tfjs. */
export function modelPass(model: LayersModel, tensors: readonly SymbolicTensor[]): Pass {
  let part: LayersModel | undefined;
  return async (batch, rows) => {
    // Asked for at each batch, since weights may have changed in the meantime.
    const compiled = compiledModel(model, tensors);
    if (compiled) return compiled.run(batch, rows);
    // It shares the network's weights and owns none.
    part ??= buildModel({ inputs: model.inputs, outputs: [...tensors] });
    const input = tf.tensor(batch.data, [...batch.dims]);
    const outputs = [part.predict(input)].flat();
    try {
      const results: Numbers[] = [];
      for (const output of outputs)
        results.push({ data: await output.data<'float32'>(), dims: output.shape });
      rows?.forEach(({ data }, i) => data.set(results[i].data));
      return results;
    } finally {
      tf.dispose([input, outputs]);
    }
  };
}
