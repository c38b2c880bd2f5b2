import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { miniProject, startNode, temporaryFolder, write } from './project';

/** A project whose tools are stand-ins that end with these statuses. */
function project(status: { eslint?: number; vitest?: number; ddr?: number }): string {
  const root = miniProject();
  const tool = (file: string, code = 0, more = ''): void => {
    write(path.join(root, file), `console.log('${file} at work');${more}process.exitCode = ${code};`);
  };
  tool('node_modules/eslint/bin/eslint.js', status.eslint);
  tool('node_modules/prettier/bin/prettier.cjs');
  tool('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  tool('node_modules/knip/bin/knip.js');
  tool('node_modules/typedoc/bin/typedoc');
  tool('node_modules/typescript/bin/tsc');
  tool('node_modules/vitest/vitest.mjs', status.vitest);
  tool('node_modules/tsx/dist/cli.mjs');
  const note = `require('node:fs').writeFileSync('ran', JSON.stringify([process.argv.slice(2), process.env.DDR_DATA]));`;
  tool('bin/ddr.js', status.ddr, note);
  return root;
}

const run = (root: string, temporary: string): ReturnType<typeof startNode>['ended'] =>
  startNode([path.join(root, 'environment', 'test.mjs')], { env: { TMPDIR: temporary, DDR_DATA: '/real' } })
    .ended;

test('all steps pass', async () => {
  const temporary = temporaryFolder();
  const root = project({});
  const { code, output } = await run(root, temporary);
  expect(code).toBe(0);
  expect(output.trimEnd().split('\n').at(-1)).toBe('10 passed, 0 failed');
  const [args, data] = JSON.parse(readFileSync(path.join(root, 'ran'), 'utf8'));
  expect(args.slice(0, 3)).toEqual(['run', '--check', '--out']);
  expect(args[3]).toContain(temporary);
  expect(data).toBe('');
  expect(readdirSync(temporary)).toEqual([]);
  // Two of the first run at a time, but each is told of by itself.
  for (const [name, tool] of [
    ['lint', 'node_modules/eslint/bin/eslint.js'],
    ['format', 'node_modules/prettier/bin/prettier.cjs'],
    ['types', 'node_modules/typescript/bin/tsc'],
    ['unit tests', 'node_modules/vitest/vitest.mjs'],
  ]) {
    expect(output).toContain(`== ${name}\n${tool} at work\n== ${name}: passed after`);
  }
});

test('every step runs although some fail; they are named and counted', async () => {
  const root = project({ eslint: 1, vitest: 7 });
  const { code, output } = await run(root, temporaryFolder());
  expect(code).toBe(1);
  expect(existsSync(path.join(root, 'ran'))).toBe(true);
  expect(output).toContain('== lint: FAILED after');
  expect(output).toContain('Failed: lint, unit tests\n');
  expect(output.trimEnd().split('\n').at(-1)).toBe('8 passed, 2 failed');
});
