import { ServerConnection } from '@jupyterlab/services';
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { ROOT } from '../../environment/facts.mjs';
import { startNode } from '../environment/project';

/** Jupyter as `npm run lab` starts it, and what JupyterLab's client needs to talk to it. */
export interface LabServer {
  readonly settings: ServerConnection.ISettings;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts Jupyter on a port of its own, and waits until it answers. */
export async function startLab(): Promise<LabServer> {
  const port = await freePort();
  const token = randomUUID();
  // The classic notebook's name for it, and Jupyter Server's.
  const secret = [`--NotebookApp.token=${token}`, `--ServerApp.token=${token}`];
  const { child, ended } = startNode(
    [
      ...[path.join(ROOT, 'environment', 'lab.mjs'), '--no-browser', '--ip=127.0.0.1', `--port=${port}`],
      ...secret,
    ],
    { env: { DDR_DATA: '' } },
  );
  const settings = ServerConnection.makeSettings({
    baseUrl: `http://127.0.0.1:${port}/`,
    wsUrl: `ws://127.0.0.1:${port}/`,
    token,
    appendToken: true,
  });
  let early: string | undefined;
  void ended.then(({ output }) => (early = output));
  for (;;) {
    if (early !== undefined) throw new Error(`Jupyter ended at once: ${early}`);
    const answer = await fetch(`${settings.baseUrl}api/kernelspecs?token=${token}`).catch(() => undefined);
    if (answer?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    settings,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
