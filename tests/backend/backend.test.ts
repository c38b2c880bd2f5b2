import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backendNames } from '@ddr-lab/engine/backend';

const project = path.resolve(__dirname, '../..');

/** The backend is chosen once a process: each choice is made in one of its own. */
function choose(
  forced: string | undefined,
  variables: Record<string, string> = {},
): { status: number | null; out: string; error: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(project, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, 'choose-backend.ts')],
    { env: { ...process.env, DDR_BACKEND: forced ?? '', ...variables }, encoding: 'utf8' },
  );
  return { status, out: stdout, error: stderr };
}

describe('useBackend', () => {
  it('takes the fastest that computes, and says what it tried before', () => {
    const { status, out } = choose(undefined);
    expect(status).toBe(0);
    const choice = JSON.parse(out) as { name: string; attempts: { name: string; outcome: string }[] };
    expect(choice.attempts.map(({ name }) => name)).toEqual(
      backendNames.slice(0, backendNames.indexOf(choice.name) + 1),
    );
    expect(choice.attempts.at(-1)!.outcome).toBe('in use');
    for (const attempt of choice.attempts.slice(0, -1)) expect(attempt.outcome).not.toBe('in use');
  });

  it.each(['onnxruntime', 'wasm', 'cpu'])('takes %s where DDR_BACKEND says so', (name) => {
    const { status, out } = choose(name);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name, reason: 'DDR_BACKEND' });
  });

  it('computes with wasm, and says so in one line, where onnxruntime has moved its entry point', () => {
    const moved = `--require ${path.join(__dirname, 'without-onnxruntime.cjs')}`;
    const { status, out, error } = choose(undefined, { NODE_OPTIONS: moved });
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ name: 'wasm' });
    expect(error.trim().split('\n')).toEqual([
      expect.stringMatching(/without onnxruntime.*no longer offers/),
    ]);
    expect(choose('onnxruntime', { NODE_OPTIONS: moved })).toMatchObject({ status: 2 });
  });

  it.each(['0', 'two', '1.5', '9999'])('refuses to compute with %s threads', (threads) => {
    const { status, error } = choose(undefined, { DDR_THREADS: threads });
    expect(status).toBe(2);
    expect(error).toContain(`DDR_THREADS=${threads}`);
  });

  it('refuses a name it does not know, and one that cannot load, with the reason', () => {
    const unknown = choose('abacus');
    expect(unknown.status).toBe(2);
    expect(unknown.error).toContain('abacus');
    expect(unknown.error).toContain('wasm, cpu');
    // No machine has both of TensorFlow's packages; tfjs-node is not among the project's.
    const missing = choose('tfjs-node');
    if (missing.status === 0) return;
    expect(missing.error).toMatch(/tfjs-node cannot be used here .*not installed/);
  });
});
