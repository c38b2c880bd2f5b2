import type { ImportOptions } from '../../networks/import/recognised';
import type { YamlItem } from './yaml-item';

const ranges = { 1: 1, 255: 255, signed: 'signed' } as const;
const range = (item: YamlItem): 1 | 255 | 'signed' => ranges[item.oneOf(['1', '255', 'signed'])];

type Readers = {
  readonly [Name in keyof Required<Omit<ImportOptions, 'patch'>>]: (item: YamlItem) => ImportOptions[Name];
};

/** What may be told of a network, by the names that `importNetwork` has for it. */
const readers: Readers = {
  place: (item) => item.text(),
  scale: (item) => item.whole(1),
  globalResidual: (item) => item.truth(),
  range,
  outputRange: range,
  channels: (item) => item.oneOf(['rgb', 'bgr'] as const),
  normalised: (item) => item.oneOf(['imagenet', 'none'] as const),
  residualScaling: (item) => item.number(),
  mean: (item) => {
    const numbers = item.list().map((one) => one.number());
    if (numbers.length !== 3)
      item.fail(`three numbers are wanted here: [red, green, blue], not ${numbers.length}.`);
    return [numbers[0], numbers[1], numbers[2]];
  },
  slope: (item) => item.number(),
  outputActivation: (item) => item.oneOf(['tanh', 'linear'] as const),
  stages: (item) => item.whole(1),
  layout: (item) => item.oneOf(['nchw', 'nhwc'] as const),
  output: (item) => item.text(),
  size: (item) => {
    const [height, width = height] = item.list().map((one) => one.whole(1));
    return { height, width };
  },
  inputs: (item) => Object.fromEntries(item.entries().map(({ key, value }) => [key, value.number()])),
};

/** The keys of `options` of a network. */
const names = Object.keys(readers) as (keyof Readers)[];

/**
 * What is told of a network, in a map.
 *
 * @throws InputError with the line of what does not do.
 */
export function readNetworkOptions(item: YamlItem | undefined): ImportOptions {
  if (item === undefined) return {};
  const given = item.map(names);
  const told = names.flatMap((name) => {
    const value = given.get(name);
    return value === undefined ? [] : [[name, readers[name](value)] as const];
  });
  return Object.fromEntries(told);
}
