let trapped = false;

/**
 * Takes note of an error behind which the backend's memory may be in disorder: WebAssembly that was stopped in the middle, or an
 * allocation that was not to be had. What is computed afterwards might be wrong.
 */
export function noteTrap(error: unknown): void {
  const { name } = error as Error;
  if (name === 'RuntimeError' || name === 'RangeError') trapped = true;
}

/** Whether there has been one. */
export function isSpoiled(): boolean {
  return trapped;
}
