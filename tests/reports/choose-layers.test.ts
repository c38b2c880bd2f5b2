import { describe, expect, it } from 'vitest';
import type { ImportedNetwork } from '../../src/networks/import/import-network';
import { chooseLayers } from '../../src/reports/open-networks';

const network = (...layers: string[]) => ({
  file: `${layers[0]}.pth`,
  network: { layers, model: {} } as unknown as ImportedNetwork,
});
const srresnet = network('Conv1', 'RB1', 'RB2', 'RB3', 'UP1', 'UP2', 'HRConv', 'Output');
const swinir = network('Conv1', 'RSTB1', 'RSTB2', 'Body', 'UP1', 'Output');

describe('layers that are chosen of networks', () => {
  it('are named, each network having its own last block', () => {
    expect(chooseLayers([srresnet, swinir], ['last', 'Conv1'])).toEqual([
      ['Conv1', 'RB3'],
      ['Conv1', 'RSTB2'],
    ]);
    expect(chooseLayers([srresnet, swinir], 'auto')).toEqual([
      ['RB1', 'RB2', 'RB3'],
      ['RSTB1', 'RSTB2'],
    ]);
  });

  it('have their own name first: a layer that is called last', () => {
    expect(chooseLayers([network('first', 'last', 'after')], ['last'])).toEqual([['last']]);
  });

  it('are refused where no network has them', () => {
    expect(() => chooseLayers([srresnet], ['RB9', 'last'])).toThrow(
      'No layer "RB9": Conv1.pth has Conv1, RB1',
    );
    expect(() => chooseLayers([srresnet, swinir], ['RB1'])).toThrow('RSTB');
  });
});
