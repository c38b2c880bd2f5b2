/** The types of end-tree.js; what each function does is said there. */
import type { ChildProcess } from 'node:child_process';

export type WayToEnd =
  | {
      readonly command: readonly [string, readonly string[]];
      readonly group?: undefined;
      readonly alone?: undefined;
    }
  | { readonly group: number; readonly command?: undefined; readonly alone?: undefined }
  | { readonly alone: number; readonly command?: undefined; readonly group?: undefined };
export function wayToEnd(pid: number, options?: { platform?: NodeJS.Platform; group?: boolean }): WayToEnd;
export function endTree(child: ChildProcess, options?: { signal?: NodeJS.Signals; group?: boolean }): void;
export function leadsGroup(platform?: NodeJS.Platform): boolean;
