import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findChromium, webgpuState } from '../../../environment/facts.mjs';

/** Chromium brings a GPU that the processor plays, and the loader of Vulkan drivers. */
const DRIVER = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';

/** What a process needs to compute by Dawn on Chromium's SwiftShader; or why it cannot. */
export function swiftshader(): { env: NodeJS.ProcessEnv } | { missing: string } {
  const { problem } = webgpuState();
  return problem ? { missing: `WebGPU: ${problem} (\`node environment/gpu.mjs webgpu\`)` } : softwareGpu();
}

/** What a process needs to find Chromium's SwiftShader, and nothing else, as its GPU; or why there is none. */
export function softwareGpu(): { env: NodeJS.ProcessEnv } | { missing: string } {
  if (process.platform !== 'linux') return { missing: 'SwiftShader is looked for on Linux alone' };
  const chromium = findChromium();
  // Debian's /usr/bin/chromium is a script; the browser lies in /usr/lib.
  const folders = ['/usr/lib/chromium', ...(chromium ? [path.dirname(realpathSync(chromium))] : [])];
  const folder = folders.find((each) => [DRIVER, LOADER].every((file) => existsSync(path.join(each, file))));
  if (!folder) return { missing: `no ${DRIVER} with ${LOADER} beside Chromium` };
  const driver = path.join(folder, DRIVER);
  return {
    env: {
      ...process.env,
      LD_LIBRARY_PATH: folder,
      // The second is the first's newer name, and would go before it.
      VK_ICD_FILENAMES: driver,
      VK_DRIVER_FILES: driver,
    },
  };
}
