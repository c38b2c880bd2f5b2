/** How far a long call has come. `done` of `total` steps; `note` is a few words such as a loss. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly note?: string;
}

/** What long calls accept as `onProgress`: called often, must return at once. */
export type OnProgress = (progress: Progress) => void;

/** `onProgress` with the same words at every step: which of several long calls this is. */
export function noted(onProgress: OnProgress | undefined, note: string): OnProgress {
  return (progress) => onProgress?.({ ...progress, note });
}

/** What calls accept as `onMessage`: told in a sentence what a reader should know. */
export type OnMessage = (message: string) => void;

/** Where messages go: to a function, or nowhere. */
export type Messages = OnMessage | false;

/** A length of time, in seconds, as people say it: `40 s`, `25 min`, `3 h 10 min`, `12 days`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  if (seconds < 36 * 3600) {
    const tens = Math.round(seconds / 600) * 10;
    const rest = tens % 60;
    return `${Math.floor(tens / 60)} h${rest ? ` ${rest} min` : ''}`;
  }
  return `${Math.round(seconds / 86400)} days`;
}
