import type { ExplorerData } from '../shared/data';
import type { State } from './state';

/** Where a notebook finds the library. */
const LIBRARY = '../src/index';

/** A TypeScript cell that makes the map of a state in a notebook of the project. `layers`: of each network that is shown, by name. */
export function cellText(
  { made, degradations, contents, set, networks: known }: ExplorerData,
  { map, hidden, networks: both }: State,
  layers: readonly string[],
): string {
  const networks = both.filter((network) => network >= 0);
  const shown = degradations.filter((_, at) => !hidden.includes(at)).map(({ name }) => name);
  const isFile = (name: string): boolean => /[./\\]/.test(name);
  const open = (name: string): string => (isFile(name) ? 'importNetwork' : 'checkpoint');
  const names = networks.map((network) => made.weights[network]);
  const images =
    made.images === undefined
      ? `openTestSet({ count: ${contents} })`
      : `openSet(${quote(made.images)}, { count: ${contents} })`;
  const points =
    map === 'tsne'
      ? `(await tsne(pca(features[layer], { components: 20 }).scores, { seed: ${made.seed}, init: 'pca' })).points`
      : 'pca(features[layer], { components: 2 }).scores';
  const imports = [
    'clusterScores',
    'createMatrix',
    'degradedSets',
    'figure',
    'lowResolution',
    'mapSamples',
    'pca',
    'scatterGrid',
    'tap',
    images.split('(')[0],
    ...names.map(open),
    ...(map === 'tsne' ? ['tsne'] : []),
  ];
  const sorted = [...new Set(imports)].sort();
  const list = (words: readonly string[]): string => `[${words.map(quote).join(', ')}]`;
  const opened = networks.map(
    (network, i) =>
      `  { name: ${quote(known[network].name)}, network: await ${open(names[i])}(${quote(names[i])}), layer: ${quote(layers[i])} },`,
  );
  return `import { ${sorted.join(', ')} } from '${LIBRARY}';

// ${contents} patches of ${set} in 8 bits, as the page has them; the map is of all degradations, those that are shown are drawn.
const all = ${list(degradations.map(({ name }) => name))};
const shown = ${list(shown)};
const images = await lowResolution(await ${images}, { count: ${contents}, scale: ${known[networks[0]].scale} });
const sets = await degradedSets(images, { degradations: all, count: ${contents}, seed: ${made.seed} });
const patches = sets.patches.map((patch) => mapSamples(patch, (value) => Math.round(value * 255) / 255));
const keep = [...sets.labels.keys()].filter((row) => shown.includes(all[sets.labels[row]]));
const labels = keep.map((row) => shown.indexOf(all[sets.labels[row]]));
const panels = [];
for (const { name, network, layer } of [
${opened.join('\n')}
]) {
  const features = await tap(network, [layer], patches, { view: 'mean-deviation' });
  const { data } = ${points};
  const points = createMatrix(keep.length, 2, Float64Array.from(keep.flatMap((row) => [data[2 * row], data[2 * row + 1]])));
  const { chi } = clusterScores(points, labels);
  panels.push({ row: name, column: layer, points, labels, note: \`CHI \${chi.toFixed(1)}\` });
}
await figure(scatterGrid({ name: 'explorer', panels, labelNames: shown }));
`;
}

function quote(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
