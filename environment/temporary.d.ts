/** The types of temporary.js; what each function does is said there. */
export interface LeftOptions {
  readonly onLeft?: (folder: string) => void;
}
export function ownedFolder(parent: string, mark: string, options?: LeftOptions): string;
export function removeLeft(parent: string, mark: string, options?: LeftOptions): void;
