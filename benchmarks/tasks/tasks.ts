import type { PrepareTask, Settings, Task } from '../protocol';

/** Every task of ours by name. Each loads its own part of the library only: memory is measured by task. */
const tasks: Readonly<Record<string, () => Promise<PrepareTask>>> = {
  convolution: async () => (await import('./convolution')).convolution,
  features: async () => (await import('./features')).features,
  'training-step': async () => (await import('./training-step')).trainingStep,
  'degradation-step': async () => (await import('./degradation-step')).degradationTraining,
  'super-resolution': async () => (await import('./super-resolution')).superResolution,
  pca: async () => (await import('./pca')).pcaTask,
  tsne: async () => (await import('./tsne')).tsneTask,
  attribution: async () => (await import('./attribution')).attribution,
  analysis: async () => (await import('./analysis')).analysis,
};

export const taskNames = Object.keys(tasks);

export async function prepareTask(
  name: string,
  inputs: Readonly<Record<string, string>>,
  settings: Settings,
): Promise<Task> {
  if (!Object.hasOwn(tasks, name)) throw new Error(`there is no task ${name}`);
  return (await tasks[name]())(inputs, settings);
}
