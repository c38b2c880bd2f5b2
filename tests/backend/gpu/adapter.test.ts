import { expect, it } from 'vitest';
import { adapterIn, isSoftware } from '@ddr-lab/engine/onnxruntime/gpu/adapter';

const vulkan = (name: string, file: string): string =>
  `[Vulkan Loader] DRIVER:                Using "${name}" with driver: "${file}"\n`;

it('takes the name of the device that was made, not of those that were looked at', () => {
  const list = '[Vulkan Loader] INFO | DRIVER:             [0] llvmpipe (LLVM 15.0.6, 256 bits)\n';
  expect(adapterIn(list)).toBeUndefined();
  const text = list + vulkan('NVIDIA GeForce RTX 3060', '/usr/lib/libGLX_nvidia.so.0');
  expect(adapterIn(text)).toBe('NVIDIA GeForce RTX 3060');
});

it("takes the first GPU of Windows' list, by its description where it has one", () => {
  const line = (type: number, metadata: string): string =>
    `[I:onnxruntime] Discovered OrtHardwareDevice {vendor_id:0x10de, device_id:0x1, vendor:NVIDIA, type:${type}, metadata: [${metadata}]}\n`;
  expect(adapterIn(line(0, 'Description=AMD Ryzen'))).toBeUndefined();
  expect(adapterIn(line(0, '') + line(1, 'Description=NVIDIA RTX A2000, Discrete=1'))).toBe(
    'NVIDIA RTX A2000',
  );
  expect(adapterIn(line(1, ''))).toBe('NVIDIA');
});

it.each([
  ['SwiftShader Device (Subzero)', true],
  ['llvmpipe (LLVM 15.0.6, 256 bits)', true],
  ['Microsoft Basic Render Driver', true],
  ['Microsoft Direct3D WARP', true],
  ['NVIDIA GeForce RTX 3060', false],
  ['AMD Radeon RX 6600 (RADV NAVI23)', false],
  ['Intel(R) Iris(R) Xe Graphics (TGL GT2)', false],
  ['Apple M2', false],
])('%s is played by the processor: %s', (name, expected) => {
  expect(isSoftware(name)).toBe(expected);
});
