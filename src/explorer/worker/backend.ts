import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { BackendName } from './messages';

/**
 * Takes the first backend that works, and says why those before it did not. Each is tried by a small product whose result is known:
 * one that computes in half precision fails it.
 */
export async function startBackend(
  names: readonly BackendName[],
  wasm: Uint8Array,
): Promise<{ backend: BackendName; tried: string[] }> {
  giveWasm(wasm);
  const tried: string[] = [];
  for (const backend of names) {
    const why = await refusal(backend).catch((error: unknown) => (error as Error).message);
    if (why === undefined) return { backend, tried };
    tried.push(`${backend}: ${why}`);
  }
  throw new Error(`nothing here computes (${tried.join('; ')})`);
}

/** The module's bytes are in the page: what asks for its address gets them, and no request is made. */
function giveWasm(wasm: Uint8Array): void {
  const { platform } = tf.env();
  platform.fetch = () =>
    Promise.resolve(new Response(new Blob([wasm as Uint8Array<ArrayBuffer>], { type: 'application/wasm' })));
  const inline = 'inline';
  setWasmPaths(
    {
      'tfjs-backend-wasm.wasm': inline,
      'tfjs-backend-wasm-simd.wasm': inline,
      'tfjs-backend-wasm-threaded-simd.wasm': inline,
    },
    // By the platform's own `fetch`, which is ours.
    true,
  );
  // Threads share memory, which pages opened from disk may not.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
}

/** Why a backend is not taken; undefined where it is. */
async function refusal(backend: BackendName): Promise<string | undefined> {
  if (backend === 'webgpu') {
    const why = await withoutWebGpu();
    if (why !== undefined) return why;
  }
  if (backend === 'webgl' && drawnByProcessor()) return onProcessor;
  if (!(await tf.setBackend(backend))) return 'does not start';
  await tf.ready();
  if (backend === 'webgl' && tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') === false) return 'no float32';
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 1]]), tf.tensor2d([[1], [2 ** -12]])));
  const [value] = await product.data();
  product.dispose();
  return Math.abs(value - (1 + 2 ** -12)) < 1e-6 ? undefined : `computes ${value} for ${1 + 2 ** -12}`;
}

/** What is asked of WebGPU, whose types browsers' declarations do not have yet. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly isFallbackAdapter?: boolean;
    readonly info?: { readonly isFallbackAdapter?: boolean; readonly architecture?: string };
  } | null>;
}

async function withoutWebGpu(): Promise<string | undefined> {
  const { gpu } = navigator as { gpu?: Gpu };
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return 'no adapter';
  const { info } = adapter;
  const played =
    adapter.isFallbackAdapter || info?.isFallbackAdapter || software.test(info?.architecture ?? '');
  return played && !forced ? onProcessor : undefined;
}

/** Drivers that draw on the processor. */
const software = /swiftshader|llvmpipe|software|basic render/i;
const onProcessor = 'drawn by the processor, which is slower than WebAssembly';

let forced = false;

/** A reader, or a test, that asks for a backend gets it though it is slow. */
export function forceBackend(): void {
  forced = true;
}

function drawnByProcessor(): boolean {
  if (forced || typeof OffscreenCanvas === 'undefined') return false;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return true;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return software.test(renderer);
}
