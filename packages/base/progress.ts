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
