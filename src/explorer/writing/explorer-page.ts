import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExplorerData } from '../shared/data';

/** Nothing on the page may ask the network for anything: what it needs is in it. Workers are made of its own script. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; " +
  "img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'";

/** By this a page of ours is known, which may be replaced. */
export const explorerMark = '<meta name="generator" content="ddr-lab explorer">';

const folder = path.join(__dirname, '..');

/**
 * The page around its data: markup, style and two bundled scripts, one for what is seen, one that computes in workers.
 *
 * @param bytes what the arrays of the data point into.
 */
export async function explorerPage(data: ExplorerData, bytes: Uint8Array): Promise<string> {
  const [markup, style, main, worker, wasm] = await Promise.all([
    readFile(path.join(folder, 'page', 'page.html'), 'utf8'),
    readFile(path.join(folder, 'page', 'style.css'), 'utf8'),
    bundled('page/main'),
    bundled('worker/worker'),
    readFile(
      createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'),
    ),
  ]);
  const base64 = (content: Uint8Array): string => Buffer.from(content).toString('base64');
  const parts: Readonly<Record<string, string>> = {
    POLICY,
    MARK: explorerMark,
    STYLE: style,
    // In a script's text nothing but its own end ends it.
    DATA: JSON.stringify(data).replace(/</g, '\\u003c'),
    BYTES: base64(bytes),
    // A quarter as large; numbers would shrink by no more than a twentieth.
    WASM: base64(gzipSync(wasm)),
    WORKER: base64(gzipSync(worker)),
    MAIN: main.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--'),
  };
  return markup.replace(/%([A-Z]+)%/g, (whole, name: string) => parts[name] ?? whole);
}

const made = new Map<string, Promise<string>>();

/** A script of the page with all that it imports, for browsers: made once a process. */
function bundled(name: string): Promise<string> {
  const known = made.get(name);
  if (known) return known;
  const bundling = bundle(name);
  made.set(name, bundling);
  bundling.catch(() => made.delete(name));
  return bundling;
}

async function bundle(name: string): Promise<string> {
  const { build } = await import('esbuild');
  const source = path.join(folder, `${name}.ts`);
  const { outputFiles } = await build({
    // Compiled in a package, TypeScript in the checkout.
    entryPoints: [existsSync(source) ? source : path.join(folder, `${name}.js`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    // What tfjs asks for in Node alone.
    external: [
      'fs',
      'path',
      'util',
      'crypto',
      'os',
      'node-fetch',
      'string_decoder',
      'worker_threads',
      'perf_hooks',
    ],
  });
  return outputFiles[0].text;
}
