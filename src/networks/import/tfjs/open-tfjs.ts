import type { GraphRuntime } from '../graph-runtime';
import { openGraphModel } from './open-graph-model';
import { openLayersModel } from './open-layers-model';
import { readTfjs } from './read-tfjs';

/**
 * Opens a tfjs model of either format, by its `model.json` or the folder that it is in.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openTfjs(file: string): Promise<GraphRuntime> {
  const model = await readTfjs(file);
  return model.format === 'graph-model' ? openGraphModel(model) : openLayersModel(model);
}
