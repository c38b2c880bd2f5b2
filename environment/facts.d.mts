/** The types of facts.mjs; what each function does is said where it is written. */

import type { LockProcess } from './lock';

/** Where to look, and with which environment variables; this project's folder and this process's by default. */
export interface Place {
  root?: string;
  env?: NodeJS.ProcessEnv;
}

export const ROOT: string;
export function stateFolder(root?: string): string;

export const OLDEST_NODE: string;
export function nodeProblem(version: string): string | undefined;

export function packagesProblem(root?: string): string | undefined;

export interface Jupyter {
  /** The Python that runs Jupyter. */
  python: string;
  /** That Python's version. */
  version: string;
  /** Its modules by name, of NEEDED_MODULES and LAB_MODULES. */
  modules: Record<string, { version: string; folder: string }>;
}
export const NEEDED_MODULES: readonly string[];
export const LAB_MODULES: readonly string[];
export function findJupyter(
  options?: Place & { fresh?: boolean; candidates?: readonly string[] },
): Jupyter | undefined;
export function pythons(
  env?: NodeJS.ProcessEnv,
  options?: { root?: string; platform?: NodeJS.Platform; exists?: (file: string) => boolean },
): string[];
export function activePythons(env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string[];
export function ownPython(root?: string, platform?: NodeJS.Platform): string;
export function addPython(options?: Place & { candidates?: readonly string[] }): Promise<void>;
export function howToGetPython(platform?: NodeJS.Platform): string;
export function waysToMake(
  python: string,
  options: { folder: string; requirements: string; platform?: NodeJS.Platform; uv?: string },
): (readonly [program: string, args: readonly string[]])[][];
export function homeless(
  options?: Place & { home?: string; writable?: (folder: string) => boolean },
): NodeJS.ProcessEnv;
export function jupyterEnvironment(options?: Place): NodeJS.ProcessEnv;

export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: 'signal' | 'message';
  metadata: { debugger: boolean };
}
export const KERNEL: string;
export function kernelFile(root?: string): string;
export function kernelSpec(options?: {
  root?: string;
  node?: string;
  platform?: NodeJS.Platform;
}): KernelSpec;
export function writeKernelSpec(options?: { root?: string; node?: string }): void;
export function kernelProblem(options?: { root?: string }): string | undefined;

export function findChromium(options?: Place): string | undefined;

export const FONTS: readonly { name: string; file: string; debian: string }[];
export function missingFonts(options?: { places?: readonly string[] }): string[];

export interface SystemPart {
  name: string;
  required: boolean;
  packages: readonly string[];
  /** How to have it where Debian's packages are not for it. */
  elsewhere: string;
  lost: string;
  present(options?: Place): boolean;
}
export interface SystemFacts {
  debian: boolean;
  root: boolean;
  apt: string | undefined;
  /** False where DDR_NO_INSTALL is set. */
  allowed: boolean;
  /** What DDR_PYTHON names. */
  named?: string;
  /** The Python that runs Jupyter. */
  python?: string;
}
export const SYSTEM_PARTS: readonly SystemPart[];
export function missingParts(options?: Place): SystemPart[];
export function systemFacts(options?: Place): SystemFacts;
export function isDebian(release?: string): boolean;
export function mayInstall(facts: SystemFacts): boolean;
export function mayMakePython(facts: SystemFacts): boolean;
export function mend(parts: readonly SystemPart[], facts: SystemFacts): string;
export function refusal(parts: readonly SystemPart[], facts: SystemFacts, failed?: string): string;

export interface GpuOptions extends Place {
  /** Files whose presence gives an NVIDIA driver away. */
  traces?: readonly string[];
}
export interface GpuState {
  /** How the GPU shows itself; undefined where there is none. */
  seen: string | undefined;
  package: boolean;
  library: boolean;
  failure: { at: string; reason: string } | undefined;
}
export function findGpu(options?: GpuOptions): string | undefined;
export function gpuState(options?: GpuOptions): GpuState;
export function gpuWanted(options?: GpuOptions & { retry?: boolean }): boolean;
export function addGpuLibrary(options?: Place & { timeout?: number }): Promise<boolean>;

export interface WebgpuState {
  /** Dawn's locked version; undefined where the lock file is broken. */
  version: string | undefined;
  /** What keeps it from being usable, in words. */
  problem: string | undefined;
}
export function webgpuState(options?: { root?: string }): WebgpuState;
export function addWebgpu(options?: Place): Promise<boolean>;

export function install(options?: Place & { retry?: boolean }): Promise<boolean>;

export { acquire, isStale, type Lock, type LockProcess } from './lock';
export function identify(pid: number): LockProcess;
