import { readdirSync, readFileSync } from 'node:fs';
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
  for (let tries = 0; tries < 3000; tries++) {
    try {
      return await (await fetch(url, { method, body })).json();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  throw new Error(`${url} does not answer`);
}

/** Processes whose command line names this file, from /proc. */
function processesNaming(text: string): string[] {
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

const passwordless = ["--NotebookApp.token=''", '--NotebookApp.disable_check_xsrf=True'];
const jupyterServer = ["--ServerApp.token=''", '--ServerApp.disable_check_xsrf=True'];

/** `npm run lab`, on a port of its own. */
async function startLab(): Promise<ReturnType<typeof startNode> & { port: number; address: string }> {
  const port = await freePort();
  const options = ['--no-browser', '--ip=127.0.0.1', `--port=${port}`];
  const args = [path.join(ROOT, 'environment', 'lab.mjs'), ...options, ...passwordless, ...jupyterServer];
  return { ...startNode(args), port, address: `http://127.0.0.1:${port}/api` };
}

test.skipIf(!canOpen)(
  'opens Jupyter with the kernel as its default, and leaves nothing behind',
  async () => {
    const { child, ended, port, address } = await startLab();
    try {
      const early = ended.then(({ output }) => Promise.reject(new Error(`Jupyter ended at once: ${output}`)));
      const specs = (await Promise.race([ask(`${address}/kernelspecs`), early])) as {
        default: string;
        kernelspecs: Record<string, { spec: { argv: string[] } }>;
      };
      early.catch(() => undefined);
      expect(specs.default).toBe('ddr-lab');
      expect(specs.kernelspecs['ddr-lab'].spec.argv[1]).toBe(
        path.join(ROOT, 'packages', 'book', 'kernel.js'),
      );
      const kernel = (await ask(`${address}/kernels`, 'POST', '{"name": "ddr-lab"}')) as { id: string };
      expect(processesNaming(kernel.id)).toHaveLength(1);
      // Scripts and styles of a notebook's outputs are shown in cells that are trusted.
      const [name] = readdirSync(path.join(ROOT, 'notebooks')).filter((each) => each.endsWith('.ipynb'));
      const { content } = (await ask(`${address}/contents/${name}`)) as {
        content: { cells: { cell_type: string; metadata: { trusted?: boolean } }[] };
      };
      const code = content.cells.filter(({ cell_type: type }) => type === 'code');
      expect(code.map(({ metadata }) => metadata.trusted)).toEqual(code.map(() => true));
      child.kill('SIGINT');
      expect((await ended).code).toBe(0);
      expect(processesNaming(kernel.id)).toEqual([]);
      expect(processesNaming(`--port=${port}`)).toEqual([]);
    } finally {
      if (child.exitCode === null) child.kill('SIGTERM');
    }
  },
  180_000,
);

test.skipIf(!canOpen)(
  'ends with what started it, also where that is killed',
  async () => {
    const { child, ended, port, address } = await startLab();
    await ask(`${address}/status`);
    const kernel = (await ask(`${address}/kernels`, 'POST', '{"name": "ddr-lab"}')) as { id: string };
    expect(processesNaming(kernel.id)).toHaveLength(1);
    child.kill('SIGKILL');
    await ended;
    while (processesNaming(`--port=${port}`).length > 0 || processesNaming(kernel.id).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  },
  180_000,
);
