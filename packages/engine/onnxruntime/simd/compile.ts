import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ownedFolder } from '../../../../environment/temporary';

/** What `compileLoops` writes, beside this file. */
export const moduleFile = path.join(__dirname, 'module.ts');

/**
 * Compiles `assembly/` to WebAssembly and returns the text of `module.ts`: the bytes in base64, so that they are
 * found wherever the code is run from.
 */
export function compileLoops(): string {
  const folder = ownedFolder(os.tmpdir(), 'ddr-simd-');
  try {
    const wasm = path.join(folder, 'loops.wasm');
    const compiler = require.resolve('assemblyscript/bin/asc.js');
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--initialMemory', '4'];
    const { status, stderr } = spawnSync(
      process.execPath,
      [compiler, 'assembly/index.ts', '--outFile', wasm, ...options],
      { cwd: __dirname, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`asc: ${stderr}`);
    const base64 = readFileSync(wasm).toString('base64');
    return `// Compiled from assembly/ by compile.ts.\nexport const wasmModule =\n  '${base64}';\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) writeFileSync(moduleFile, compileLoops());
