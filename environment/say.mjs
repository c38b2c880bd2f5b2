import process from 'node:process';

/** One line to the reader. */
export const say = (text) => process.stdout.write(`${text}\n`);

/**
 * Runs `work` under one line that says what is being done and for how long. On a terminal the line updates in
 * place; elsewhere it is written once at the start and once at the end.
 */
export async function during(label, work) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  const terminal = process.stdout.isTTY;
  if (!terminal) say(`${label} ...`);
  const draw = () => process.stdout.write(`\r\x1b[K${label} ... ${seconds()}`);
  const timer = terminal ? setInterval(draw, 500) : undefined;
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.stdout.write(`${terminal ? '\r\x1b[K' : ''}${label}: ${seconds()}\n`);
  }
}
