import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LAB_MODULES, ROOT, findJupyter, kernelProblem } from '../../environment/facts.mjs';
import { startNode } from './project';

const canOpen = LAB_MODULES.some((name) => name in (findJupyter()?.modules ?? {})) && !kernelProblem();

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks until there is an answer: the server takes some seconds to start. */
async function ask(url: string, method = 'GET', body?: string): Promise<unknown> {
  for (let tries = 0; tries < 250; tries++) {
    try {
      return await (await fetch(url, { method, body })).json();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`${url} does not answer`);
}

/** Processes whose command line names this file, from /proc. */
async function processesNaming(text: string): Promise<string[]> {
  const { readdirSync, readFileSync } = await import('node:fs');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(text));
}

test.skipIf(!canOpen)(
  'opens Jupyter with the kernel as its default, and leaves nothing behind',
  async () => {
    const port = await freePort();
    const options = ['--no-browser', '--ip=127.0.0.1', `--port=${port}`];
    const passwordless = ["--NotebookApp.token=''", '--NotebookApp.disable_check_xsrf=True'];
    const jupyterServer = ["--ServerApp.token=''", '--ServerApp.disable_check_xsrf=True'];
    const args = [path.join(ROOT, 'environment', 'lab.mjs'), ...options, ...passwordless, ...jupyterServer];
    const { child, ended } = startNode(args);
    try {
      const address = `http://127.0.0.1:${port}/api`;
      const early = ended.then(({ output }) => Promise.reject(new Error(`Jupyter ended at once: ${output}`)));
      const specs = (await Promise.race([ask(`${address}/kernelspecs`), early])) as {
        default: string;
        kernelspecs: Record<string, { spec: { argv: string[] } }>;
      };
      early.catch(() => undefined);
      expect(specs.default).toBe('tslab');
      expect(specs.kernelspecs.tslab.spec.argv[1]).toBe(path.join(ROOT, 'src', 'runner', 'kernel.js'));
      const kernel = (await ask(`${address}/kernels`, 'POST', '{"name": "tslab"}')) as { id: string };
      expect(await processesNaming(kernel.id)).toHaveLength(1);
      child.kill('SIGINT');
      expect((await ended).code).toBe(0);
      expect(await processesNaming(kernel.id)).toEqual([]);
      expect(await processesNaming(`--port=${port}`)).toEqual([]);
    } finally {
      if (child.exitCode === null) child.kill('SIGTERM');
    }
  },
  180_000,
);
