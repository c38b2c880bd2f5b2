import { InputError } from '@ddr-lab/base/errors';

/** Runs `work`, with the file's name before what it says of bad input. */
export async function naming<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError && !error.message.includes(file)) {
      throw new InputError(`${file}: ${error.message}`);
    }
    throw error;
  }
}
