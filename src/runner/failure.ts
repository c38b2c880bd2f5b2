/** What stopped a notebook. */
export type FailureKind = 'throw' | 'compile' | 'rejection' | 'exception' | 'timeout' | 'died';

/** A notebook that did not run to its end. */
export interface Failure {
  readonly kind: FailureKind;
  /** Which executed cell, counted from 1 as Jupyter's `[n]` shows it; undefined where no cell is to blame. */
  readonly number?: number;
  /** Its index among all cells of the notebook, from 0. */
  readonly index?: number;
  /** What the kernel said, without colours and without the kernel's own stack frames. */
  readonly text: string;
}

const WORDS: Record<FailureKind, string> = {
  throw: 'threw an error',
  compile: 'does not compile',
  rejection: 'left a rejected promise unhandled',
  exception: 'threw an error after it had ended',
  timeout: 'did not end in time',
  died: 'ended the kernel',
};

/** A failure from the kernel's raw words. tslab answers alike for code that throws and that does not compile. */
export function failureOf(raw: { kind: string; number?: number; index?: number; text: string }): Failure {
  const text = cleanText(raw.text);
  const kind = raw.kind === 'throw' && isDiagnostics(text) ? 'compile' : (raw.kind as FailureKind);
  return { kind, number: raw.number ?? undefined, index: raw.index ?? undefined, text };
}

/** `cell [3] threw an error`, or words for the notebook where no cell is to blame. */
export function describeFailure({ kind, number }: Failure): string {
  if (number !== undefined) return `cell [${number}] ${WORDS[kind]}`;
  return kind === 'died' ? 'its kernel failed' : `a cell ${WORDS[kind]}`;
}

/** The same as a sentence to stand beside the cell. */
export function wordsOf({ kind }: Failure): string {
  return `This cell ${WORDS[kind]}.`;
}

/** The line that says most: the first of a diagnostic, the error's own line of a stack. */
export function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /^(Uncaught )?\w*(Error|Exception)\b.*:/.test(line)) ?? lines[0] ?? '').trim();
}

/** Text of a terminal as plain text: no colours, no stack frames of Node or of the kernel. */
export function cleanText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/\x1b\[[0-9;?]*[ -/]*[@-~]/g, '')
      .split('\n')
      .filter((line) => !/^\s+at .*(node:|[\\/]tslab[\\/]dist[\\/]|[\\/]runner[\\/]kernel\.js)/.test(line))
      .join('\n')
      .trim()
  );
}

/** tslab prints a diagnostic as `[file ]line:column - message`, one on each line or more. */
function isDiagnostics(text: string): boolean {
  return /^(\S+ )?\d+:\d+ - /.test(text);
}
