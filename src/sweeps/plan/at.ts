import { InputError } from '@ddr-lab/base/errors';

/** Does something that a line of the sweep's file asks for: what the reader can mend is told with that line. */
export async function at<T>(place: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${place}: ${error.message}`);
  }
}
