import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import path from 'node:path';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';

/** One network of a fixture: its input and what PyTorch says its layers put out, in the order that data flows. */
export interface Case {
  readonly input: Numbers;
  readonly features: ReadonlyMap<string, Numbers>;
}

/** The cases of `tests/fixtures/networks/FILE`, written by make-formula.py there. */
export async function readCases(file: string): Promise<ReadonlyMap<string, Case>> {
  const arrays = await readNpz(path.join(__dirname, '../fixtures/networks', file));
  const cases = new Map<string, { input: Numbers; features: Map<string, Numbers> }>();
  for (const [key, { shape, data }] of Object.entries(arrays)) {
    const [name, kind, layer] = key.split('|');
    const numbers = { data: data as Float32Array, dims: shape };
    if (kind === 'input') cases.set(name, { input: numbers, features: new Map() });
    else cases.get(name)!.features.set(layer, numbers);
  }
  return cases;
}

/** Sets all weights as make-formula.py does: by a formula of a tensor's name and of the place in the tensor. */
export function setFormulaWeights(model: LayersModel): LayersModel {
  for (const weight of model.weights) {
    const name = weight.originalName;
    const shape = weight.shape as number[];
    const size = shape.reduce((a, b) => a * b, 1);
    const kind = name.slice(name.lastIndexOf('/') + 1);
    const limit = Math.sqrt((6 * shape[shape.length - 1]) / size);
    const values = Float32Array.from(uniform(name, size), (u) => weightFrom(kind, u, limit));
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  }
  return model;
}

function weightFrom(kind: string, u: number, limit: number): number {
  switch (kind) {
    case 'kernel':
      return (2 * u - 1) * limit;
    case 'bias':
      return 0.2 * u - 0.1;
    case 'gamma':
      return 0.75 + 0.5 * u;
    case 'beta':
      return 0.4 * u - 0.2;
    case 'moving_mean':
      return 0.6 * u - 0.3;
    case 'moving_variance':
      return 0.5 + u;
    default:
      throw new Error(`No formula for a weight named ${kind}.`);
  }
}

/** Numbers in [0, 1) that depend on the name and the place alone. */
function uniform(name: string, size: number): Float64Array {
  const key = [...name].reduce((sum, letter, place) => sum + (place + 1) * letter.codePointAt(0)!, 0);
  return Float64Array.from({ length: size }, (_, place) => {
    const wild = Math.sin(12.9898 * place + 78.233 * key) * 43758.5453;
    return wild - Math.floor(wild);
  });
}
