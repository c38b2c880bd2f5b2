import { describe, expect, it } from 'vitest';
import { race, type Racer } from '../../benchmarks/race';

/** Racers that write down when they begin and end; `breaks` says in which call one fails. */
function racers(
  rounds: Readonly<Record<string, number>>,
  breaks: Readonly<Record<string, number | 'warm-up'>> = {},
): { all: Racer[]; log: string[] } {
  const log: string[] = [];
  const work = async (name: string, what: number | 'warm-up'): Promise<void> => {
    log.push(`${name} ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
    if (breaks[name] === what) throw new Error(`${name} broke`);
    log.push(`${name} ${what} ends`);
  };
  const all = Object.entries(rounds).map(([name, count]): Racer => ({
    name,
    rounds: count,
    warmUp: () => work(name, 'warm-up'),
    run: async (round) => {
      await work(name, round);
      return { ms: 100 * name.charCodeAt(0) + round };
    },
  }));
  return { all, log };
}

const begun = (log: readonly string[]): string[] => log.filter((line) => !line.endsWith('ends'));

describe('race', () => {
  it('warms all up, then lets them run in turn, never two at once', async () => {
    const { all, log } = racers({ a: 3, b: 3 });
    const results = await race(all);
    expect(begun(log)).toEqual(['a warm-up', 'b warm-up', 'a 0', 'b 0', 'a 1', 'b 1', 'a 2', 'b 2']);
    for (let i = 0; i < log.length; i += 2) expect(log[i + 1]).toBe(`${log[i]} ends`);
    expect(results.get('a')).toEqual({ runs: [{ ms: 9700 }, { ms: 9701 }, { ms: 9702 }] });
  });

  it('gives a slow one fewer rounds, in the first ones', async () => {
    const { all, log } = racers({ a: 3, slow: 1, b: 3 });
    const results = await race(all);
    expect(begun(log).slice(3)).toEqual(['a 0', 'slow 0', 'b 0', 'a 1', 'b 1', 'a 2', 'b 2']);
    expect(results.get('slow')?.runs).toHaveLength(1);
  });

  it('leaves out one that fails, keeps what it had, and goes on with the others', async () => {
    const { all, log } = racers({ a: 3, b: 3 }, { b: 1 });
    const results = await race(all);
    expect(begun(log).slice(2)).toEqual(['a 0', 'b 0', 'a 1', 'b 1', 'a 2']);
    expect(results.get('b')).toEqual({ runs: [{ ms: 9800 }], failure: 'b broke' });
    expect(results.get('a')?.runs).toHaveLength(3);
  });

  it('does not run what could not be warmed up', async () => {
    const { all, log } = racers({ a: 1, b: 1 }, { a: 'warm-up' });
    const results = await race(all);
    expect(begun(log)).toEqual(['a warm-up', 'b warm-up', 'b 0']);
    expect(results.get('a')).toEqual({ runs: [], failure: 'a broke' });
  });

  it('rests before each run, and says what comes', async () => {
    const { all } = racers({ a: 1, b: 1 });
    const seen: string[] = [];
    await race(all, {
      onStep: ({ name }, round) => seen.push(`${name} ${round}`),
      settle: () => Promise.resolve(void seen.push('rest')),
    });
    expect(seen).toEqual(['a warm-up', 'rest', 'b warm-up', 'rest', 'a 0', 'rest', 'b 0', 'rest']);
  });
});
