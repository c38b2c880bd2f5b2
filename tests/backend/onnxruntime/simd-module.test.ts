import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileLoops, moduleFile } from '@ddr-lab/engine/onnxruntime/simd/compile';

it('the WebAssembly in the repository is what its sources compile to', () => {
  expect(readFileSync(moduleFile, 'utf8')).toBe(compileLoops());
}, 60_000);
