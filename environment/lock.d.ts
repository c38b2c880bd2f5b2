/** The types of lock.js; what each function does is said there. */
export interface LockProcess {
  pid: number;
  /** When it started, as `identify` says it; null where that is not known. */
  started: string | null;
}
export interface Lock {
  include(pid: number): void;
  release(): void;
}
export function acquire(
  file: string,
  options?: { onWait?: (pid: number) => void; poll?: number },
): Promise<Lock>;
export function tryAcquire(
  file: string,
): Promise<{ lock: Lock; holder?: undefined } | { lock?: undefined; holder: number }>;
export function isStale(
  seen: {
    holder: { host: string; space?: string; processes: LockProcess[] } | undefined;
    modified: number;
  },
  now?: number,
): boolean;
