/**
 * What may import what (docs/architecture.md). Packages import from those named here alone. Rooms of `src/` stand in layers: a room imports from those before it, and from
 * the ones that stand below all. Types count, too.
 */
const layers = [
  ['images'],
  ['degradations'],
  ['networks'],
  ['features'],
  ['metrics'],
  ['estimation'],
  ['attribution'],
  ['training'],
  ['methods'],
  ['analysis'],
  ['charts'],
  ['claims'],
  ['studies'],
  ['notebook'],
  ['cards', 'reports', 'environment', 'sweeps', 'explorer'],
];
const below = ['cache'];

/** What each package may import of the others. None imports from `src/`. */
const packages = {
  base: [],
  engine: ['base'],
  tsne: ['base'],
  graphs: ['base', 'engine'],
  charts: ['base'],
  images: ['base'],
  weights: ['base'],
  bm3d: ['base', 'images'],
  projection: ['base', 'engine', 'tsne'],
  quality: ['base', 'images', 'projection'],
  book: ['base', 'charts'],
};

const room = (names) => `^src/(${names.join('|')})(/|\\.ts$)`;
const flow = layers.slice(0, -1).map((names, i) => ({
  name: `flow-${names.join('-')}`,
  comment: `src/${names.join(' and src/')} import only from what stands before them.`,
  severity: 'error',
  from: { path: room(names) },
  to: { path: room(layers.slice(i + 1).flat()) },
}));

const alone = Object.entries(packages).map(([name, others]) => ({
  name: `package-${name}`,
  comment: `packages/${name} stands on its own${others.length > 0 ? `, beside ${others.join(' and ')}` : ''}.`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: {
    path: '^(src|bin|tests|benchmarks|packages)/',
    pathNot: `^packages/(${[name, ...others].join('|')})/`,
  },
}));

module.exports = {
  forbidden: [
    ...flow,
    ...alone,
    {
      name: 'flow-below',
      comment: 'What stands below all imports nothing from above.',
      severity: 'error',
      from: { path: room(below) },
      to: { path: room(layers.flat()) },
    },
    {
      name: 'studies-apart',
      comment: 'No study imports from another: what two of them share stands below them.',
      severity: 'error',
      from: { path: '^src/studies/([^/]+)/' },
      to: { path: '^src/studies/([^/]+)/', pathNot: '^src/studies/$1/' },
    },
    {
      name: 'no-cycles',
      comment: 'No file imports itself, by whatever way, when it runs.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'library-alone',
      comment: 'The library knows nothing of the command, the tests and the benchmarks.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(bin|tests|benchmarks)/' },
    },
    {
      name: 'what-is-there',
      comment: 'Every import leads to a file, or to a package that package.json names.',
      severity: 'error',
      from: { path: '^(src|bin|packages)/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/assembly/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
