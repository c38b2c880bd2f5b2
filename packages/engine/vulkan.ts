/** The system's loader of Vulkan drivers on Linux, which comes with them. */
export const VULKAN = 'libvulkan.so.1';

/** Whether it is there. Dawn tells of a missing one on stderr, at each start: so it is looked for before. */
export function hasVulkan(): boolean {
  try {
    process.dlopen({ exports: {} }, VULKAN);
    return true;
  } catch (error) {
    // Found, it is still no module of Node's, which is another complaint.
    return !String(error).includes('cannot open shared object file');
  }
}
