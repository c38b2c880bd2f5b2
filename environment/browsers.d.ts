/** The types of browsers.js; what each function does is said there. */
export interface Machine {
  readonly platform?: NodeJS.Platform;
  readonly env?: NodeJS.ProcessEnv;
  readonly home?: string;
  readonly root?: string;
  readonly list?: (folder: string) => string[];
}
export function browserPlaces(machine?: Machine): string[];
export function findBrowser(machine?: Machine): string | undefined;
export function isProgram(file: string): boolean;
export function isSnapStub(file: string, snap?: string): boolean;
export function ownBrowsers(root: string): string;
export function playwrightFolders(machine?: Machine): string[];
