import { InputError } from '@ddr-lab/base/errors';

/**
 * Checks that a network's sizes can be built.
 *
 * @throws InputError naming the network, the option and its value when one is not a whole number of 1 or more.
 */
export function wholeNumbers(network: string, sizes: Readonly<Record<string, number>>): void {
  for (const [what, value] of Object.entries(sizes)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new InputError(`${network}: ${what} must be a whole number of 1 or more, not ${String(value)}.`);
    }
  }
}
