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
  if (backend === 'webgpu' && !(await hasWebGpu())) return 'no adapter';
  if (backend === 'webgl' && drawnByProcessor())
    return 'drawn by the processor, which is slower than WebAssembly';
  if (!(await tf.setBackend(backend))) return 'does not start';
  await tf.ready();
  if (backend === 'webgl' && tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') === false) return 'no float32';
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 1 / 4096]]), tf.tensor2d([[1], [1 / 4096]])));
  const [value] = await product.data();
  product.dispose();
  return Math.abs(value - (1 + 2 ** -24)) < 1e-6 ? undefined : `computes ${value} where 1 is right`;
}

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: Gpu };
  return gpu !== undefined && (await gpu.requestAdapter()) !== null;
}

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
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}
