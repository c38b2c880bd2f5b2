import { describe, expect, it } from 'vitest';
import { startWorker, type WorkerCommand } from '../../benchmarks/worker-process';

/** A worker that speaks the protocol: it answers `about`, refuses `peak`, and dies of anything else. */
const script = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  const answers = {
    about: { ok: true, about: { pid: String(process.pid), word: process.env.DDR_TEST_WORD } },
    peak: { ok: false, error: 'there is no peak here' },
  };
  if (answers[request.do]) process.stdout.write(JSON.stringify(answers[request.do]) + '\\n');
  else { process.stderr.write('first words\\nout of memory\\n'); process.exitCode = 3; process.stdin.destroy(); }
});`;
const node = (code: string): WorkerCommand => ({
  command: process.execPath,
  arguments: ['-e', code],
  environment: { DDR_TEST_WORD: 'heard' },
});

describe('a worker process', () => {
  it('answers requests one after the other, and is gone when closed', async () => {
    const worker = startWorker(node(script));
    const { about } = await worker.request({ do: 'about' });
    expect(about).toEqual({ pid: String(worker.pid), word: 'heard' });
    await expect(worker.request({ do: 'peak' })).rejects.toThrow('there is no peak here');
    expect((await worker.request({ do: 'about' })).about).toEqual(about);
    await worker.close();
    expect(() => process.kill(worker.pid!, 0)).toThrow('ESRCH');
    await worker.close();
  });

  it('that dies says so with its last words, also when asked again', async () => {
    const worker = startWorker(node(script));
    const run = { do: 'run', calls: 1, seed: 0 } as const;
    await expect(worker.request(run)).rejects.toThrow('the worker ended with status 3: out of memory');
    await expect(worker.request({ do: 'about' })).rejects.toThrow('status 3');
    await worker.close();
  });

  it('that cannot be started says so', async () => {
    const worker = startWorker({ command: '/nowhere/python3', arguments: [] });
    await expect(worker.request({ do: 'about' })).rejects.toThrow('/nowhere/python3 could not be started');
    await worker.close();
  });
});
