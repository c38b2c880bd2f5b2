import { expect, it } from 'vitest';
import { lastBlock, spreadLayers } from '../../src/analysis/layers';

const blocks = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i + 1}`);

it.each([
  [
    'the paper’s, of 16 blocks',
    ['Conv1', ...blocks('RB', 16), 'UP1', 'UP2', 'HRConv', 'Output'],
    5,
    ['RB1', 'RB4', 'RB8', 'RB12', 'RB16'],
  ],
  [
    'of 8 blocks',
    ['Conv1', ...blocks('RB', 8), 'Body', 'UP1', 'Output'],
    5,
    ['RB1', 'RB2', 'RB4', 'RB6', 'RB8'],
  ],
  ['of 23', [...blocks('RRDB', 23), 'BodyConv', 'Output'], 3, ['RRDB1', 'RRDB12', 'RRDB23']],
  ['all of three', [...blocks('RB', 3), 'Output'], 5, ['RB1', 'RB2', 'RB3']],
  ['all of five', [...blocks('RB', 5), 'Output'], 5, ['RB1', 'RB2', 'RB3', 'RB4', 'RB5']],
  ['of six', [...blocks('RB', 6), 'Output'], 5, ['RB1', 'RB2', 'RB3', 'RB5', 'RB6']],
  ['of two', [...blocks('RB', 2), 'Output'], 5, ['RB1', 'RB2']],
  ['the last alone', [...blocks('RB', 4), 'Output'], 1, ['RB4']],
  [
    'convolutions where there is nothing else',
    [...blocks('Conv', 12), 'Output'],
    4,
    ['Conv1', 'Conv4', 'Conv8', 'Conv12'],
  ],
])('%s', (_, layers, count, wanted) => {
  expect(spreadLayers({ layers }, count)).toEqual(wanted);
});

it('of a graph they are picked from its blocks', () => {
  const layers = ['head', 'a', 'b', 'c', 'd', 'tail', 'out'];
  const network = { layers, blocks: ['a', 'b', 'c', 'd'] };
  expect(spreadLayers(network, 2)).toEqual(['a', 'd']);
  expect(spreadLayers(network, 9)).toEqual(['a', 'b', 'c', 'd']);
  expect(lastBlock(network)).toBe('d');
});
