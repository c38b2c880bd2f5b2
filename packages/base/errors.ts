/**
 * An error the reader can mend: bad input, a missing file, a setting that does not exist.
 *
 * Its message names the file or the value and says what to do. The command line prints the message
 * alone (no stack) and exits with status 2; everything else that is thrown counts as a bug.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}
