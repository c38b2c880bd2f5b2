import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';

/** With a Node that ended the process, one in three to one in thirty of these did. */
const COUNT = 90;
/** As whoever presses Stop again when nothing happens, in milliseconds: a signal may come before anybody waits for it. */
const AGAIN = 10_000;

it('Stop never ends the kernel, wherever in the scopes of Node it cuts code off', async () => {
  const child = spawn(process.execPath, [path.join(__dirname, 'press-stop.js'), String(COUNT)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const again = () => setInterval(() => child.kill('SIGINT'), AGAIN);
  let pressing = again();
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    clearInterval(pressing);
    pressing = again();
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearInterval(pressing);
  expect({ code, signal, errors }).toEqual({ code: 0, signal: null, errors: '' });
  expect(text.trimEnd().split('\n').at(-1)).toBe(String(COUNT));
});
