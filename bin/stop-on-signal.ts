/** Aborts at the first Ctrl-C (or SIGTERM, SIGHUP), with the signal's name as the reason; the second one ends the process. */
export function stopOnSignal(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = (name: NodeJS.Signals): void => controller.abort(name);
  for (const name of names) process.once(name, stop);
  return { signal: controller.signal, forget: () => names.forEach((name) => process.off(name, stop)) };
}
