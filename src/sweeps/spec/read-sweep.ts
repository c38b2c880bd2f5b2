import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { degradationNames } from '../../degradations/presets';
import { findRecipe } from '../../methods/recipes';
import type { LayerChoice } from '../../reports/open-networks';
import { expandRange, wholeRange } from './ranges';
import { readNetworkOptions } from './network-options';
import {
  type MeasureName,
  measureNames,
  type Sweep,
  type SweepDegradations,
  type SweepImages,
  type SweepNetwork,
  type SweepProjection,
} from './sweep';
import { readYaml, type YamlItem } from './yaml-item';

const keys = [
  'networks',
  'degradations',
  'images',
  'layers',
  'patch',
  'measured',
  'projection',
  'seeds',
  'measures',
];

/**
 * Reads a sweep's file.
 *
 * @throws InputError where it cannot be read, and as `parseSweep`.
 */
export async function readSweep(file: string): Promise<{ readonly sweep: Sweep; readonly text: string }> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new InputError(`${file}: cannot be read (${error.message}).`);
  });
  return { sweep: parseSweep(text, file), text };
}

/**
 * What a sweep's text says, by the schema of docs/sweeps.md. Whether weight files, sets and layers are there is looked at by `planSweep`.
 *
 * @param file what to call it in messages.
 * @throws InputError with line and column of what does not do.
 */
export function parseSweep(text: string, file: string): Sweep {
  const top = readYaml(text, file);
  const given = top.map(keys);
  const required = (key: string): YamlItem =>
    given.get(key) ?? top.fail(`the key “${key}” is missing; there are ${keys.join(', ')}.`);
  const networks = distinct(required('networks').list().flatMap(networksOf), required('networks'));
  const images = (given.get('images')?.list() ?? []).map(imagesOf);
  return {
    networks,
    degradations: degradationsOf(required('degradations')),
    images: images.length > 0 ? distinct(images, required('images')) : [usualImages],
    layers: layersOf(given.get('layers')),
    patch: given.get('patch')?.whole(16) ?? 32,
    measured: given.get('measured')?.whole(1) ?? 10,
    projection: projectionOf(given.get('projection')),
    seeds: seedsOf(given.get('seeds')),
    measures: measuresOf(given.get('measures')),
  };
}

const usualImages: SweepImages = { name: 'scenes', set: 'scenes', count: 100, at: 'the usual images' };

function networksOf(item: YamlItem): SweepNetwork[] {
  const { at } = item;
  if (item.kind !== 'map') {
    const name = item.text();
    if (/[\\/]|\.\w+$/.test(name)) item.fail(`“${name}” looks like a file; write \`file: ${name}\`.`);
    return [{ name, shipped: name, at }];
  }
  const given = item.map(['name', 'file', 'options', 'train', 'profile', 'seeds', 'iterations']);
  const [file, train] = [given.get('file'), given.get('train')];
  if ((file === undefined) === (train === undefined)) {
    item.fail('a network is a name, or a map with either `file:` or `train:`.');
  }
  const alien = file ? ['profile', 'seeds', 'iterations'] : ['options'];
  for (const key of alien) {
    given.get(key)?.fail(`\`${key}\` goes with \`${file ? 'train' : 'file'}:\`.`);
  }
  const named = given.get('name')?.text();
  if (file) {
    const where = file.text();
    const name = named ?? path.basename(where).replace(/(?<=.)\.[A-Za-z]\w{0,10}$/, '');
    return [{ name, file: where, options: readNetworkOptions(given.get('options')), at }];
  }
  const recipe = train!.text();
  const profile = given.get('profile')?.oneOf(['compact', 'paper']) ?? 'compact';
  guarded(train!, () => findRecipe(recipe, profile));
  const iterations = given.get('iterations')?.whole(1);
  const seeds = given.get('seeds');
  return (seeds === undefined ? [0] : seeds.list().flatMap(numbersOf)).map((seed) => ({
    name: `${named ?? recipe} (seed ${seed})`,
    training: { recipe, profile, seed, ...(iterations === undefined ? {} : { iterations }) },
    at,
  }));
}

/** Sets of degradations by their names, or a single one; `against` and `each` make one of each. */
function degradationsOf(item: YamlItem): SweepDegradations[] {
  if (item.kind !== 'map') return [setOf('degradations', item)];
  const sets = item.entries().flatMap(({ key, value }) => {
    if (value.kind !== 'map') return [setOf(key, value)];
    const given = value.map(['against', 'each']);
    const against = given.get('against')?.text() ?? 'clean';
    const each = given.get('each') ?? value.fail('`each:` is missing: what is held against `against`.');
    return presetsOf(each).map((preset) => {
      guarded(each, () => degradationNames([against, preset]));
      return { name: `${key} ${preset}`, presets: [against, preset] };
    });
  });
  if (sets.length === 0) item.fail('name at least one set of degradations.');
  return sets;
}

function setOf(name: string, item: YamlItem): SweepDegradations {
  const presets = presetsOf(item);
  if (presets.length < 2) {
    item.fail(`a set tells at least two degradations apart, and here ${presets.join(', ')} stands alone.`);
  }
  guarded(item, () => degradationNames(presets));
  return { name, presets };
}

function presetsOf(item: YamlItem): string[] {
  return item.list().flatMap((one) => {
    const text = one.text();
    const presets = guarded(one, () => expandRange(text));
    for (const preset of presets) guarded(one, () => degradationNames([preset]));
    return presets;
  });
}

function imagesOf(item: YamlItem): SweepImages {
  const { at } = item;
  if (item.kind !== 'map') return { name: item.text(), set: item.text(), count: 100, at };
  const given = item.map(['name', 'set', 'count', 'size']);
  const set = given.get('set')?.text() ?? item.fail('`set:` is missing: a data set by name, or a folder.');
  const size = given.get('size')?.whole(16);
  return {
    name: given.get('name')?.text() ?? set,
    set,
    count: given.get('count')?.whole(5) ?? 100,
    ...(size === undefined ? {} : { size }),
    at,
  };
}

function layersOf(item: YamlItem | undefined): LayerChoice {
  if (item === undefined) return 'auto';
  const names = item.list().map((one) => one.text());
  if (names.length === 0) item.fail('name at least one layer, or write auto, or all.');
  return names.length === 1 && (names[0] === 'auto' || names[0] === 'all') ? names[0] : names;
}

function projectionOf(item: YamlItem | undefined): SweepProjection {
  const given = item?.map(['components', 'perplexity', 'iterations']);
  const perplexity = given?.get('perplexity');
  const iterations = given?.get('iterations')?.whole(1);
  const value = perplexity?.number();
  if (value !== undefined && value < 1) perplexity!.fail(`a perplexity is 1 at least, not ${value}.`);
  return {
    components: given?.get('components')?.whole(2) ?? 50,
    ...(value === undefined ? {} : { perplexity: value }),
    ...(iterations === undefined ? {} : { iterations }),
  };
}

function seedsOf(item: YamlItem | undefined): Sweep['seeds'] {
  if (item === undefined) return { first: 0, count: 5 };
  const text = item.text();
  if (!text.includes('..')) return { first: 0, count: item.whole(1) };
  const seeds = numbersOf(item);
  return { first: seeds[0], count: seeds.length };
}

function numbersOf(item: YamlItem): number[] {
  const text = item.text();
  return (
    guarded(item, () => wholeRange(text)) ??
    item.fail(`a whole number or a range such as 0..4 is wanted here, not “${text}”.`)
  );
}

function measuresOf(item: YamlItem | undefined): MeasureName[] {
  const named = item?.list().map((one) => one.oneOf(measureNames)) ?? ['chi'];
  if (named.length === 0) item?.fail(`name at least one of ${measureNames.join(', ')}.`);
  return measureNames.filter((name) => named.includes(name));
}

/** What else refuses a value says so without its line. */
function guarded<T>(item: YamlItem, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return item.fail(error.message);
  }
}

/** Refuses two of one name: a table could not tell them apart. */
function distinct<Named extends { readonly name: string }>(all: Named[], item: YamlItem): Named[] {
  const names = all.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) item.fail(`two are called ${twice}; give one of them another \`name:\`.`);
  if (all.length === 0) item.fail('at least one is wanted here.');
  return all;
}
