import { describe, expect, it } from 'vitest';
import { cleanText, describeFailure, failureOf, firstLine } from '@ddr-lab/book/executed';

describe('failureOf', () => {
  it('keeps what the kernel said, without colours', () => {
    const raw = { kind: 'compile', number: 2, index: 4 };
    expect(failureOf({ ...raw, text: "\x1b[31mcell [2], line 1, column 7: Type 'string'\x1b[0m\n" })).toEqual(
      {
        ...raw,
        text: "cell [2], line 1, column 7: Type 'string'",
      },
    );
    expect(failureOf({ kind: 'died', text: '' })).toEqual({ kind: 'died', text: '' });
  });

  it('names the cell, or none where none is to blame', () => {
    const of = (kind: string, number?: number): string =>
      describeFailure(failureOf({ kind, number, text: '' }));
    expect(of('throw', 3)).toBe('cell [3] threw an error');
    expect(of('rejection', 1)).toBe('cell [1] left a rejected promise unhandled');
    expect(of('timeout', 2)).toBe('cell [2] did not end in time');
    expect(of('died')).toBe('its kernel failed');
  });
});

describe('cleanText', () => {
  it('takes out colours and the frames of Node and the kernel', () => {
    const text = [
      '\x1b[31mRangeError: \x1b[1mtoo few\x1b[0m',
      '    at measure (/x/src/metrics/clusters.ts:3:9)',
      '    at Script.runInThisContext (node:vm:135:14)',
      '    at Object.execute (/x/node_modules/tslab/dist/executor.js:160:38)',
      '    at /x/src/runner/kernel.js:79:54',
      '',
    ].join('\n');
    expect(cleanText(text)).toBe('RangeError: too few\n    at measure (/x/src/metrics/clusters.ts:3:9)');
  });
});

describe('firstLine', () => {
  it("finds the error's own line", () => {
    expect(firstLine('evalmachine.<anonymous>:5\n  throw x;\n  ^\n\nRangeError: too few\n    at y')).toBe(
      'RangeError: too few',
    );
    expect(firstLine("cell [2], line 1, column 7: Type 'string'\n    const a")).toBe(
      "cell [2], line 1, column 7: Type 'string'",
    );
    expect(firstLine('')).toBe('');
  });
});
