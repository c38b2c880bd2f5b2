import { Cursor, Global, Limits, Opaque, Tuple, wordFor } from './values';

/** What the reader of a pickle decides: what is made of names that are called, and what stands behind persistent ids. */
export interface PickleRules {
  /** What calling `callee` with `args` gives; undefined for a name that is not known, whose result stays opaque. */
  readonly call: (callee: Global, args: readonly unknown[], limits: Limits) => unknown;
  /** Gives an object that `call` made its state. */
  readonly build: (object: unknown, state: unknown) => void;
  /** What a persistent id stands for. */
  readonly persistent: (id: unknown) => unknown;
  /** Throws the error that names the file. */
  readonly refuse: (why: string) => never;
  /** Throws where the bytes given end before the pickle does; default: `refuse`. */
  readonly ended?: () => never;
}

const MARK = Symbol('mark');

/**
 * Reads one pickle (protocols 0 to 5) as data. Nothing in it is ever executed: the machine builds numbers, strings,
 * lists, tuples, dicts and sets; names of Python functions and classes stay names, and what "calling" one gives
 * is for `rules.call` to say: where it does not know the name, an `Opaque`. The work is bounded by the number of bytes, and
 * by `Limits`; cycles are read as such, and are for the caller not to follow.
 *
 * Written after CPython's `pickletools` and what PyTorch's `weights_only` reader allows.
 *
 * @param start where it begins in `bytes`.
 * @returns the value and where the next pickle would begin.
 */
export function unpickle(bytes: Uint8Array, rules: PickleRules, start = 0): { value: unknown; end: number } {
  const { refuse } = rules;
  const cursor = new Cursor(bytes, refuse, start, rules.ended);
  const limits = new Limits(bytes.length - start, refuse);
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();

  const pop = (): unknown => {
    if (stack.length === 0 || stack.at(-1) === MARK) refuse('its stack runs empty');
    return stack.pop();
  };
  const top = (): unknown => {
    if (stack.length === 0 || stack.at(-1) === MARK) refuse('its stack runs empty');
    return stack.at(-1);
  };
  const toMark = (): unknown[] => {
    const mark = stack.lastIndexOf(MARK);
    if (mark < 0) refuse('a mark is missing');
    const items = stack.splice(mark);
    items.shift();
    return items;
  };
  const several = (count: number): Tuple => {
    const items: unknown[] = [];
    for (let i = 0; i < count; i++) items.push(pop());
    limits.container();
    return new Tuple(items.reverse());
  };
  const made = <T>(container: T): T => {
    limits.container();
    return container;
  };
  const append = (into: unknown, items: readonly unknown[]): void => {
    const list =
      into instanceof Opaque ? into.items.value : Array.isArray(into) ? (into as unknown[]) : undefined;
    if (!list) return refuse('a list is missing');
    for (const item of items) list.push(item);
  };
  const add = (into: unknown, items: readonly unknown[]): void => {
    if (into instanceof Opaque) return append(into, items);
    if (!(into instanceof Set)) return refuse('a set is missing');
    for (const item of items) into.add(item);
  };
  const fill = (into: unknown, items: readonly unknown[]): void => {
    const dict = into instanceof Opaque ? into.entries.value : into;
    if (!(dict instanceof Map)) return refuse('a dict is missing');
    if (items.length % 2) return refuse('a dict has a key without a value');
    for (let i = 0; i < items.length; i += 2) {
      if (dict.has(items[i])) refuse(`a dict has the key ${wordFor(items[i])} twice`);
      dict.set(items[i], items[i + 1]);
    }
  };
  const filled = (items: readonly unknown[]): Map<unknown, unknown> => {
    const dict = made(new Map<unknown, unknown>());
    fill(dict, items);
    return dict;
  };
  const name = (module: unknown, attribute: unknown): Global =>
    typeof module === 'string' && typeof attribute === 'string'
      ? made(new Global(module, attribute))
      : refuse('a name is no text');
  const call = (callee: unknown, args: unknown): unknown => {
    if (!(args instanceof Tuple)) return refuse(`it calls ${wordFor(callee)} without arguments`);
    if (callee instanceof Opaque)
      return made(new Opaque(`a result of ${callee.what}`.slice(0, 120), args.items));
    if (!(callee instanceof Global)) return refuse('it calls something that has no name');
    return rules.call(callee, args.items, limits) ?? made(new Opaque(callee.path.slice(0, 120), args.items));
  };
  const recall = (key: number): unknown => (memo.has(key) ? memo.get(key) : refuse(`it has no memo ${key}`));
  const number = (text: string): number => {
    const value = Number(text);
    return text.trim() === '' || Number.isNaN(value) ? refuse(`${text.slice(0, 40)} is no number`) : value;
  };
  const integer = (text: string): unknown =>
    text === '00' ? false : text === '01' ? true : number(text.replace(/L$/, ''));

  const steps: Readonly<Record<string, () => void>> = {
    '\x80': () => {
      const protocol = cursor.byte();
      if (protocol > 5) refuse(`it is a pickle of protocol ${protocol}; known are 0 to 5`);
    },
    '\x95': () => void cursor.uint64(),
    '(': () => void stack.push(made(MARK)),
    '0': () => void (stack.at(-1) === MARK ? stack.pop() : pop()),
    '1': () => void toMark(),
    '2': () => void stack.push(top()),
    N: () => void stack.push(null),
    '\x88': () => void stack.push(true),
    '\x89': () => void stack.push(false),
    I: () => void stack.push(integer(cursor.line())),
    J: () => void stack.push(cursor.int32()),
    K: () => void stack.push(cursor.byte()),
    M: () => void stack.push(cursor.uint16()),
    L: () => void stack.push(integer(cursor.line())),
    '\x8a': () => void stack.push(cursor.long(cursor.byte())),
    '\x8b': () => void stack.push(cursor.long(cursor.uint32())),
    F: () => void stack.push(number(cursor.line())),
    G: () => void stack.push(cursor.double()),
    S: () => void stack.push(cursor.line().replace(/^(['"])(.*)\1$/s, '$2')),
    T: () => void stack.push(cursor.text(cursor.uint32(), 'latin1')),
    U: () => void stack.push(cursor.text(cursor.byte(), 'latin1')),
    V: () => void stack.push(cursor.line()),
    X: () => void stack.push(cursor.text(cursor.uint32())),
    '\x8c': () => void stack.push(cursor.text(cursor.byte())),
    '\x8d': () => void stack.push(cursor.text(cursor.uint64())),
    B: () => void stack.push(cursor.take(cursor.uint32())),
    C: () => void stack.push(cursor.take(cursor.byte())),
    '\x8e': () => void stack.push(cursor.take(cursor.uint64())),
    '\x96': () => void stack.push(cursor.take(cursor.uint64())),
    ']': () => void stack.push(made([])),
    l: () => void stack.push(made(toMark())),
    a: () => {
      const item = pop();
      append(top(), [item]);
    },
    e: () => {
      const items = toMark();
      append(top(), items);
    },
    ')': () => void stack.push(made(new Tuple([]))),
    t: () => void stack.push(made(new Tuple(toMark()))),
    '\x85': () => void stack.push(several(1)),
    '\x86': () => void stack.push(several(2)),
    '\x87': () => void stack.push(several(3)),
    '}': () => void stack.push(made(new Map())),
    d: () => void stack.push(filled(toMark())),
    s: () => {
      const { items } = several(2);
      fill(top(), items);
    },
    u: () => {
      const items = toMark();
      fill(top(), items);
    },
    '\x8f': () => void stack.push(made(new Set())),
    '\x90': () => {
      const items = toMark();
      add(top(), items);
    },
    '\x91': () => void stack.push(made(new Set(toMark()))),
    g: () => void stack.push(recall(number(cursor.line()))),
    h: () => void stack.push(recall(cursor.byte())),
    j: () => void stack.push(recall(cursor.uint32())),
    p: () => void memo.set(number(cursor.line()), top()),
    q: () => void memo.set(cursor.byte(), top()),
    r: () => void memo.set(cursor.uint32(), top()),
    '\x94': () => void memo.set(memo.size, top()),
    c: () => {
      const module = cursor.line();
      stack.push(name(module, cursor.line()));
    },
    '\x93': () => {
      const { items } = several(2);
      stack.push(name(items[0], items[1]));
    },
    R: () => {
      const { items } = several(2);
      stack.push(call(items[0], items[1]));
    },
    '\x81': () => {
      const { items } = several(2);
      stack.push(call(items[0], items[1]));
    },
    '\x92': () => {
      const { items } = several(3);
      stack.push(call(items[0], items[1]));
    },
    b: () => {
      const state = pop();
      const object = top();
      // Of a dict it is OrderedDict's `_metadata`, of no use here.
      if (object instanceof Opaque) object.state = state;
      else if (typeof object === 'object' && object !== null) rules.build(object, state);
      else refuse('it sets the attributes of a number or text');
    },
    P: () => void stack.push(rules.persistent(cursor.line())),
    Q: () => void stack.push(rules.persistent(pop())),
  };

  for (;;) {
    limits.step();
    const code = String.fromCharCode(cursor.byte());
    if (code === '.') return { value: pop(), end: cursor.at };
    const step = Object.hasOwn(steps, code) ? steps[code] : undefined;
    if (!step) refuse(`it has an instruction 0x${code.charCodeAt(0).toString(16)} that tensors need not`);
    step!();
  }
}
