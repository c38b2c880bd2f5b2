import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hasVulkan, VULKAN } from '../vulkan';
import { EventPump } from './event-pump';

/** The folder whose lock file pins Dawn and tfjs's backend; `node environment/gpu.mjs webgpu` fills it. */
const packages = path.resolve(__dirname, '../../../environment/webgpu');

/** Asks for packages as code in that folder would. */
export const requireThere = createRequire(path.join(packages, 'package.json'));

/** The adapter's own words, with what the types of tfjs's day do not know yet. */
interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** The processor plays the GPU. */
  readonly isFallbackAdapter: boolean;
}

/** Dawn's Node binding. */
interface Dawn {
  /** @param options Dawn's switches, such as `backend=vulkan`. */
  create(options: readonly string[]): GPU;
  /** WebGPU's classes and constants, which a browser would have as globals. */
  readonly globals: Record<string, unknown>;
}

/** A GPU as Dawn knows it. */
export interface Found {
  /** Dawn itself, which ends when nobody holds it any more. */
  readonly gpu: GPU;
  readonly globals: Dawn['globals'];
  readonly adapter: GPUAdapter;
  readonly info: AdapterInfo;
  readonly pump: EventPump;
}

/** A GPU that is ready to compute. */
export interface Opened extends Found {
  readonly device: GPUDevice;
}

/**
 * Looks for the most powerful adapter.
 *
 * @param options `software`: take also one that the processor plays. Default false.
 * @throws Error, in one line, where Dawn is not installed, has no Vulkan, or finds no such adapter.
 */
export async function findAdapter({ software = false } = {}): Promise<Found> {
  const { create, globals } = loadDawn();
  const pump = new EventPump();
  const gpu = create([]);
  const adapter = await pump.watch(() => gpu.requestAdapter({ powerPreference: 'high-performance' }));
  if (!adapter) throw new Error('no GPU found');
  const { info } = adapter as unknown as { info: AdapterInfo };
  if (info.isFallbackAdapter && !software) {
    throw new Error(`only a GPU that the processor plays was found (${describeAdapter(info)})`);
  }
  return { gpu, globals, adapter, info, pump };
}

/** Makes an adapter ready to compute, with all that it has of what tfjs's kernels ask for. */
export async function openDevice(found: Found): Promise<Opened> {
  const { adapter, globals, pump } = found;
  Object.assign(globalThis, globals);
  // A device gets the standard's minimum by default.
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await pump.watch(() => adapter.requestDevice({ requiredLimits }));
  // `process.exit` while the GPU computes pulls the driver away under its own threads, which at times crashes;
  // this waits for them.
  process.once('exit', () => device.destroy());
  return { ...found, device };
}

const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** The adapter in a few words: maker, family, name, driver, as far as it tells. */
export function describeAdapter({ vendor, architecture, device, description }: AdapterInfo): string {
  return [vendor, architecture, device, description].filter((word) => word !== '').join(', ');
}

function loadDawn(): Dawn {
  const system = process.platform === 'darwin' ? 'darwin-universal' : `${process.platform}-${process.arch}`;
  // Not by the package's own entry, which is an ES module: the notebook kernel cannot load one on Node 20.
  const binding = path.join(packages, 'node_modules', 'webgpu', 'dist', system, 'dawn.node');
  if (!existsSync(binding)) throw new Error('not installed (`node environment/gpu.mjs webgpu` installs it)');
  if (process.platform === 'linux' && !hasVulkan()) throw new Error(`${VULKAN} was not found`);
  return requireThere(binding) as Dawn;
}
