import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const NET = path.join(__dirname, '../fixtures/import/msrresnet-x3.pth');
const SHIPPED = path.join(__dirname, '../../checkpoints/srresnet-wgr.safetensors');

function ddr(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const program = path.join(__dirname, '../../bin/ddr.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('ddr card and ddr halve', () => {
  it.each([
    [['card'], 'ddr: Name networks, or all of them with --all.\n'],
    [['card', 'nothing'], 'checkpoints/nothing.safetensors: no such file. There are: '],
    [['card', 'no/net.pth'], 'ddr: no/net.pth: no such file. There are: '],
    [['card', 'srresnet-wgr', '--runs', '2'], 'are for weight files alone, not for names.'],
    [['card', NET, '--runs', '0'], 'ddr: --runs'],
    [['card', NET, '--no-measure'], 'a weight file is always measured.'],
    [
      ['card', SHIPPED],
      'srresnet-wgr.md: is there, and no card of a weight file; name another file with --out.',
    ],
    [['halve', 'nothing'], 'nothing.safetensors: no such file.'],
    [['halve', 'srresnet-wgr', '--runs', '1'], 'ddr: --runs takes 2 to 100, not 1.\n'],
    [
      ['halve', 'a', 'b', '--snapshots', '--from', 'x'],
      'ddr: --from goes with --snapshots and a single network',
    ],
    [['halve', 'a', '--snapshots', '--from', 'no/where'], 'ddr: no/where: holds no snapshot.'],
  ])('%j is refused in words, with status 2', async (words, message) => {
    const { code, stderr, stdout } = await ddr(...words);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  });

  it('explains its options, with an example', async () => {
    const { code, stdout } = await ddr('card', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--again[^]*--no-measure[^]*Example:\n {2}ddr card /);
  });
});
