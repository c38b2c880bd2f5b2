import { io, serialization } from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { useBackend } from '../../../backend/backend';
import { InputError } from '../../../errors';
import type { GraphRuntime } from '../graph-runtime';
import { layersRuntime } from '../layers-runtime';
import type { TfjsModel } from './read-tfjs';

/**
 * Opens a tfjs layers model (`format: layers-model`, as Keras's converter and `model.save` write it). Layers are those that
 * tfjs has itself: others, such as Keras's Lambda, would be code.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openLayersModel(source: TfjsModel): Promise<GraphRuntime> {
  const { file, topology, artifacts } = source;
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be used as a tfjs layers model: ${why}.`);
  };
  await useBackend();
  checkClasses(topology, refuse);
  let model: LayersModel;
  try {
    model = await loadLayersModel(io.fromMemory(artifacts));
  } catch (error) {
    return refuse((error as Error).message);
  }
  try {
    return await layersRuntime(model, file, refuse);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Refuses layers of classes that tfjs has not, by name. */
function checkClasses(value: unknown, refuse: (why: string) => never): void {
  const known = serialization.SerializationMap.getMap().classNameMap;
  const waiting = [value];
  while (waiting.length > 0) {
    const one = waiting.pop();
    if (typeof one !== 'object' || one === null) continue;
    const { class_name: name, config } = one as { class_name?: unknown; config?: unknown };
    // The whole is a Model, which Keras calls Functional.
    const whole = name === 'Model' || name === 'Functional' || name === 'Sequential';
    if (typeof name === 'string' && config !== undefined && !whole && !Object.hasOwn(known, name)) {
      refuse(`it has a ${name}, which tfjs has not: its code would be needed, and none is run`);
    }
    waiting.push(...(Object.values(one) as unknown[]));
  }
}
