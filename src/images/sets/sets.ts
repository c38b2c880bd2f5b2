import { bsds500 } from './bsds500';
import { cifar10 } from './cifar10';
import { city100 } from './city100';
import type { Collection, KnownSet } from './collection';
import { div2k } from './div2k';
import { live } from './live';
import { oldfilm } from './oldfilm';
import { scenes } from './scenes';
import { set14 } from './set14';
import { set5 } from './set5';

/** Every collection of images that is known by name: one is one line here. */
export const collections: readonly Collection[] = [
  scenes,
  bsds500,
  div2k,
  set5,
  set14,
  cifar10,
  live,
  city100,
  oldfilm,
];

/** Every set of them, by its name. */
export const knownSets: ReadonlyMap<string, KnownSet> = new Map(
  collections.flatMap(({ sets }) => sets.map((set) => [set.name, set] as const)),
);
