import path from 'node:path';
import { build } from 'esbuild';

const project = path.resolve(__dirname, '../..');

/**
 * Makes one JavaScript file of the suite, the backends and tfjs, and returns its path.
 *
 * tfjs-core's tests import its separate modules, the backends the bundle that its `main` names: run as they
 * are, there would be two of every class. Here both mean the modules, as for any bundler. The tests'
 * `jasmine_util` becomes `describe-with-flags.ts`. Everything that is not tfjs stays outside.
 */
export async function bundleSuite(): Promise<string> {
  const outfile = path.join(project, '.ddr/conformance/suite.js');
  await build({
    entryPoints: [path.join(__dirname, 'suite.ts')],
    outfile,
    absWorkingDir: project,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    // An import whose name is computed becomes a require, which finds files as tsx does.
    supported: { 'dynamic-import': false },
    // tfjs-core calls its tests free of side effects.
    ignoreAnnotations: true,
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'tfjs as modules',
        setup({ onResolve }) {
          onResolve({ filter: /\/jasmine_util$/ }, ({ importer }) =>
            importer.endsWith('_test.js')
              ? { path: path.join(__dirname, 'describe-with-flags.ts') }
              : undefined,
          );
          onResolve({ filter: /^[^./]/ }, ({ path: name }) =>
            /^@(tensorflow|ddr-lab)\//.test(name) ? undefined : { path: name, external: true },
          );
        },
      },
    ],
  });
  return outfile;
}
