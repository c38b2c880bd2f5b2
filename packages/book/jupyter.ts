import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '@ddr-lab/base/errors';
import { codeRoot, projectRoot } from '@ddr-lab/base/project';

/** The folder that notebooks, the book and what a run records are in. */
export const PROJECT = projectRoot;

/** A Python that can run notebooks, and the environment to run it in. */
export interface Jupyter {
  readonly python: string;
  readonly environment: NodeJS.ProcessEnv;
}

interface EnvironmentModule {
  findJupyter(options: { root: string }): { python: string } | undefined;
  jupyterEnvironment(options: { root: string }): NodeJS.ProcessEnv;
}

/**
 * Where Jupyter is, as set-up found it (environment/jupyter.mjs).
 *
 * @throws InputError where there is none.
 */
export async function findJupyter(): Promise<Jupyter> {
  // An ES module without types, which set-up needs before any package is there.
  const file = path.join(codeRoot, 'environment', 'jupyter.mjs');
  // Windows takes no path with a drive here.
  const module = (await import(pathToFileURL(file).href)) as EnvironmentModule;
  const found = module.findJupyter({ root: projectRoot });
  if (!found) {
    throw new InputError(
      'no Python here has nbclient, nbconvert and jupyter_client. `npm start` sets them up; `npx ddr doctor` says what is missing.',
    );
  }
  return { python: found.python, environment: module.jupyterEnvironment({ root: projectRoot }) };
}
