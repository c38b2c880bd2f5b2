import { InputError } from '../errors';
import { findJupyter, jupyterEnvironment, kernelProblem, type Jupyter } from '../../environment/facts.mjs';

/** Jupyter as this project runs it. */
export interface ReadyJupyter extends Jupyter {
  /** Environment variables for every Jupyter process: they make the `tslab` kernel known. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The Python with nbclient, nbconvert and jupyter_client, and the environment to start it with.
 *
 * @throws InputError where set-up has not been run or Jupyter was removed since, with the mend.
 */
export function requireJupyter(): ReadyJupyter {
  const jupyter = findJupyter();
  if (!jupyter) {
    throw new InputError(
      'Jupyter was not found (Python modules nbclient, nbconvert, jupyter_client). ' +
        'Run `node environment/setup.mjs`, which installs it or says how.',
    );
  }
  const problem = kernelProblem();
  if (problem) {
    throw new InputError(
      `The notebook kernel is not set up: ${problem}. Run \`node environment/setup.mjs\`.`,
    );
  }
  return { ...jupyter, env: jupyterEnvironment() };
}
