import { expect, it } from 'vitest';
import { onKernel } from './on-kernel';

/** Cells, one after the other, and what each prints. `lr`, `obj` and the like are of the first one. */
const cells: readonly (readonly [code: string, printed: string])[] = [
  [
    `const lr = 5; let w = 1; const obj = { lr: 7, w: 8 };
const tag = (texts: TemplateStringsArray, ...values: unknown[]) => texts.join('|') + values.join();
async function* gen() { yield 1; yield 2; }
function hasThis(this: unknown) { return this !== undefined && this !== globalThis; }
const make = async () => ({ a: 1, b: [2, 3] });`,
    '',
  ],
  // A variable of an earlier cell, in every place where its name may stand alone.
  ['const o = { lr, w }; console.log(o)', '{ lr: 5, w: 1 }\n'],
  ['console.log({ ...obj, [lr]: lr, w, lr })', "{ '5': 5, lr: 5, w: 1 }\n"],
  ['const { lr: x, ...rest } = obj; console.log(x, rest)', '7 { w: 8 }\n'],
  ['let y = 0; ({ lr: y } = obj); ({ w } = obj); console.log(y, w)', '7 8\n'],
  ['[w] = [3]; console.log(w); ({ w = lr } = {} as { w?: number }); console.log(w)', '3\n5\n'],
  ['function f(a = lr, { b = lr } = {}) { return [a, b]; } console.log(f())', '[ 5, 5 ]\n'],
  ['console.log(tag`a${lr}b`, hasThis())', 'a|b5 false\n'],
  [
    `class A { lr = lr; [obj.lr]() { return lr; } static s = lr; get w() { return w; } }
const a = new A(); console.log(a.lr, a[7](), A.s, a.w)`,
    '5 5 5 5\n',
  ],
  [
    'lr: for (const i of [1, 2]) for (;;) { if (i === 1) continue lr; break lr; } console.log(typeof lr)',
    'number\n',
  ],
  ['for (w of [4, 6]) {} console.log(w); for ({ lr: w } of [obj]) {} console.log(w)', '6\n7\n'],
  ['for (const key in obj) console.log(key, lr)', 'lr 5\nw 5\n'],
  ['{ const lr = 1; console.log({ lr }); } ((w: number) => console.log({ w }))(2)', '{ lr: 1 }\n{ w: 2 }\n'],
  [
    'try { throw 1; } catch (lr) { console.log({ lr }); } switch (lr) { case 5: console.log("five"); }',
    '{ lr: 1 }\nfive\n',
  ],
  [
    'const later = () => ({ lr }); const twice = function* () { yield* [lr]; yield lr; }; console.log(later(), [...twice()])',
    '{ lr: 5 } [ 5, 5 ]\n',
  ],
  [
    'delete (obj as { lr?: number }).lr; console.log(obj?.lr, "lr" in obj, obj.w++, obj!.w)',
    'undefined false 8 9\n',
  ],
  [
    'enum E { P = lr, Q } namespace N { export const m = { lr }; } console.log(E.P, E.Q, N.m)',
    '5 6 { lr: 5 }\n',
  ],
  // `export`, which changes nothing.
  ['export const z = 5;', ''],
  ['console.log(z); export default lr + 1', '5\n6\n'],
  ['export default { lr }', '{ lr: 5 }\n'],
  ['export { lr, obj as thing };', ''],
  ['export default function () { return 1; }', '[Function (anonymous)]\n'],
  ['export default class Named { v = 1; }', ''],
  [
    `export function g() { return { lr }; }
export async function h() { return new Named().v; }
export class B { x = g(); }
export abstract class C { abstract z(): number; }
export enum F { P = 1, Q = lr }
export namespace M { export const n = lr; }
export type T = typeof lr; export interface I { a: T }
export let l1 = 1, [l2] = [2];`,
    '',
  ],
  [
    'const t: T = 5; const i: I = { a: t }; console.log(i, g(), await h(), new B().x, C.name, F.Q, M.n, l1, l2)',
    '{ a: 5 } { lr: 5 } 1 { lr: 5 } C 5 5 1 2\n',
  ],
  [
    "export * as nodePath from 'node:path'; export { sep as separator } from 'node:path'; export type { Stats as S } from 'node:fs';",
    '',
  ],
  [
    'let stats: S | undefined; console.log(nodePath.sep, separator, { separator })',
    "/ / { separator: '/' }\n",
  ],
  [
    "import type { Stats } from 'node:fs'; import * as fs from 'node:fs'; import { join, join as glue } from 'node:path'; let more: Stats | undefined;",
    '',
  ],
  ["console.log(typeof { fs }.fs, { join }.join('a', 'b'), glue('a', 'c'))", 'object a/b a/c\n'],
  ['export = 5', '5\n'],
  // `await` wherever the cell itself waits.
  ['for await (const k of gen()) console.log(k);', '1\n2\n'],
  [
    'outer: for await (const k of gen()) { for (;;) continue outer; } for await (w of gen()) {} console.log(w)',
    '2\n',
  ],
  [
    'const { a: aa, b: [bb, cc] } = await make(); export const q = (await make()).a; console.log(aa, bb, cc, q)',
    '1 2 3 1\n',
  ],
  [
    'for (const v of (await make()).b) console.log(`${(await make()).a}`, v); console.log({ lr, a: (await make()).a })',
    '1 2\n1 3\n{ lr: 5, a: 1 }\n',
  ],
  ['export default await make()', '{ a: 1, b: [ 2, 3 ] }\n'],
  [
    'const inner = async ({ from = gen } = {}) => { for await (const k of from()) return { k, made: await make() }; }; console.log((await inner())!.k)',
    '1\n',
  ],
  [
    'const o3 = { m: async () => { await null; return this; } }; console.log(await (await make(), lr))',
    '5\n',
  ],
  // Names.
  [
    'const __proto__ = { k: 1 }; const __x = 2; const größe = 3; const \\u{1d4b3} = 4; const constructor = 5, toString = 6;',
    '',
  ],
  ['console.log(__proto__, __x, größe, \\u{1d4b3}, constructor, toString)', '{ k: 1 } 2 3 4 5 6\n'],
  [
    'console.log({ __x, größe, toString }, Object.keys({ __proto__, constructor }))',
    "{ __x: 2, 'größe': 3, toString: 6 } [ '__proto__', 'constructor' ]\n",
  ],
  ['const mark = Symbol("mark"); const marked = { [mark]: 1 };', ''],
  ['console.log(marked[mark]); let empty: undefined; console.log({ empty })', '1\n{ empty: undefined }\n'],
  // Declared again, as something else.
  ["function lr() { return 'a function now'; }", ''],
  [
    'console.log(lr(), typeof lr, { lr }.lr === lr); class w { static k = 1; }',
    'a function now function true\n',
  ],
  ['console.log(w.k, (later() as { lr: unknown }).lr === lr);', '1 true\n'],
  ['enum lr { A, B }', ''],
  ['console.log(lr.B, lr[0]); namespace w { export const p = 2; }', '1 A\n'],
  [
    'console.log(w.p); interface w { q: number } const ofType: w = { q: 1 }; console.log(ofType)',
    '2\n{ q: 1 }\n',
  ],
  ['const w = 6, lr = 7;', ''],
  ['console.log({ w, lr })', '{ w: 6, lr: 7 }\n'],
];

/** Cells that must not run, and what the compiler says. */
const wrong: readonly (readonly [code: string, said: RegExp])[] = [
  [
    'const bad = () => { await make(); }',
    /^cell \[\d+\], line 1, column 21: 'await' expressions are only allowed/,
  ],
  ['const bad = { m() { await make(); } };', /^cell \[\d+\], line 1, column 21: 'await'/],
  ['class Bad { p = await make(); }', /^cell \[\d+\], line 1, column 17: 'await'/],
  ['export const bad: string = 5;', /^cell \[\d+\], line 1, column 14: Type 'number' is not assignable/],
  [
    'export const\n  ok = 1,\n  bad = nowhere;',
    /^cell \[\d+\], line 3, column 9: Cannot find name 'nowhere'/,
  ],
  [
    'console.log({ nowhere })',
    /^cell \[\d+\], line 1, column 15: No value exists in scope for the shorthand property 'nowhere'/,
  ],
];

it('a cell may be written in every way', { timeout: 1_800_000 }, async () => {
  const { results } = await onKernel([...cells, ...wrong].map(([code]) => code));
  for (const [i, [code, printed]] of cells.entries()) {
    expect([code, results[i].text, results[i].status]).toEqual([code, printed, 'ok']);
  }
  for (const [i, [code, said]] of wrong.entries()) {
    const { status, text } = results[cells.length + i];
    expect([code, status]).toEqual([code, 'error']);
    expect(text).toMatch(said);
  }
});
