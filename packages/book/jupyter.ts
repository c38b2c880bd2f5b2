import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';

/** The project's folder. */
export const PROJECT = path.resolve(__dirname, '../..');

/** A Python that can run notebooks, and the environment to run it in. */
export interface Jupyter {
  readonly python: string;
  readonly environment: NodeJS.ProcessEnv;
}

interface EnvironmentModule {
  findJupyter(): { python: string } | undefined;
  jupyterEnvironment(): NodeJS.ProcessEnv;
}

/**
 * Where Jupyter is, as set-up found it (environment/jupyter.mjs).
 *
 * @throws InputError where there is none.
 */
export async function findJupyter(): Promise<Jupyter> {
  // An ES module without types, which set-up needs before any package is there.
  const file = path.join(PROJECT, 'environment', 'jupyter.mjs');
  const module = (await import(file)) as EnvironmentModule;
  const found = module.findJupyter();
  if (!found) {
    throw new InputError(
      'no Python here has nbclient, nbconvert and jupyter_client. `npm start` sets them up; `npx ddr doctor` says what is missing.',
    );
  }
  return { python: found.python, environment: module.jupyterEnvironment() };
}
