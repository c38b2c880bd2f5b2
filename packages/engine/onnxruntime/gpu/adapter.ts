/** Names of GPUs that the processor plays: Chromium's and Mesa's for Vulkan, Windows' own. */
const software = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** Whether the processor plays this GPU, by its name. */
export const isSoftware = (adapter: string): boolean => software.test(adapter);

/**
 * The name of the GPU that Dawn chose, from what the system's loader of drivers told on standard error; undefined where it did
 * not. Linux: Vulkan's loader at `VK_LOADER_DEBUG=driver` (`Using "NAME" with driver: "FILE"`). Windows: onnxruntime's own list
 * at `info`, from which it leaves out what the processor plays; Dawn takes the most powerful there, Direct3D 12's order.
 */
export function adapterIn(stderr: string): string | undefined {
  const vulkan = [...stderr.matchAll(/Using "([^"]+)" with driver: "[^"]*"/g)].at(-1)?.[1];
  if (vulkan !== undefined) return vulkan.trim();
  const found = /OrtHardwareDevice \{[^}]*?vendor:([^,]*), type:1, metadata: \[([^\]]*)\]/.exec(stderr);
  if (!found) return undefined;
  const [, vendor, metadata] = found;
  return (/Description=([^,]+)/.exec(metadata)?.[1] ?? vendor).trim();
}
