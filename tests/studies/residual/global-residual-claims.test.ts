import { describe, expect, it } from 'vitest';
import { checkGlobalResidual } from '../../../src/studies/residual/residual';
import { layersOf } from './layers-of';

const verdicts = (wGR: Record<string, number>, woGR: Record<string, number>): string[] =>
  checkGlobalResidual({ wGR: layersOf(wGR), woGR: layersOf(woGR) }).map(({ verdict }) => verdict);

describe('checkGlobalResidual', () => {
  it("finds the paper's picture to hold", () => {
    expect(verdicts({ RB1: 0.3, RB8: 3, RB16: 262 }, { RB1: 0.2, RB8: 0.2, RB16: 0.2 })).toEqual(
      Array(4).fill('holds'),
    );
  });

  it('can fail, each claim on its own ground', () => {
    expect(verdicts({ RB1: 1, RB16: 15 }, { RB1: 1, RB16: 14 })).toEqual([
      'does not hold',
      'holds weakly',
      'does not hold',
      'holds weakly',
    ]);
    expect(verdicts({ RB1: 50, RB16: 60 }, { RB1: 50, RB16: 100 })).toEqual([
      'holds weakly',
      'does not hold',
      'does not hold',
      'does not hold',
    ]);
  });

  it('only weakly holds that deep layers tell most where a middle one tells more', () => {
    expect(verdicts({ RB1: 1, RB8: 300, RB16: 200 }, { RB1: 1, RB16: 1 })[3]).toBe('holds weakly');
  });
});
