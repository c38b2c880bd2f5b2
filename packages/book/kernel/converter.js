// tslab's compiler of cells, mended: see the list in ../kernel.js.
'use strict';
const path = require('node:path');
const { loadPatched } = require('./load-patched');

const fileSystemRoot = path.parse(process.cwd()).root;
const here = (name) => `require(${JSON.stringify(path.join(__dirname, name))})`;

function patchConverter() {
  const root = JSON.stringify(fileSystemRoot);
  const types = JSON.stringify(path.resolve(require.resolve('@types/node/package.json'), '..', '..'));
  const below = `path_1.default.relative(${root}, cwd)`;
  loadPatched('converter.js', [
    ['rootDir: cwd,', `rootDir: ${root}, types: ['node', 'cells'],`],
    [
      'typeRoots: getTypeRoots(),',
      `typeRoots: [${types}, ${JSON.stringify(path.join(__dirname, 'types'))}],`,
    ],
    ['(outDir, "__tslab__.js")', `(outDir, ${below}, "__tslab__.js")`],
    ['(outDir, "__tslab__.d.ts")', `(outDir, ${below}, "__tslab__.d.ts")`],
    ['path: (0, tspath_1.normalizeJoin)(cwd, rel),', `path: (0, tspath_1.normalizeJoin)(${root}, rel),`],
    ...takeAllCells(),
    ...keepPositions(),
    ...knowFilesOfNow(),
    ...leaveOthersToEsbuild(),
  ]);
}

/** `export`, `for await`, `{ a }` with `a` of an earlier cell, names that begin with two underscores. */
function takeAllCells() {
  const code = here('cell-code.js');
  return [
    [
      'function convert(prevDecl, src) {\n',
      `function convert(prevDecl, src) {\n        files.refresh(sideInputsConverted);\n        src = ${code}.withoutExports(ts, src);\n`,
    ],
    ['keys.add(key);', 'keys.add(ts.unescapeLeadingUnderscores(key));'],
    [
      'function isTopLevelAwaitDiagnostic(srcFile, d) {\n',
      `function isTopLevelAwaitDiagnostic(srcFile, d) {\n        return ${code}.isTopLevelAwait(ts, srcFile, d);\n`,
    ],
    [
      'hasToplevelAwait: diag.hasToplevelAwait,',
      `hasToplevelAwait: diag.hasToplevelAwait || ${code}.awaits(ts, srcFile),`,
    ],
    [
      'node = ts.visitEachChild(node, wrapPrevIdentifier, nullTransformationContext);',
      `node = ${code}.linked(ts, checker, declsFile, node);`,
    ],
  ];
}

/** Source maps of both compilations, for positions.js. */
function keepPositions() {
  const code = here('cell-code.js');
  const maps = `const made = ${code}.toCommonJs(ts, data, transpileTarget);
                sideMaps.push([(0, tspath_1.normalizeJoin)(${JSON.stringify(fileSystemRoot)}, rel), made.map, fileName]);`;
  return [
    ['declaration: true,', 'declaration: true, sourceMap: true,'],
    [
      'let output;\n        let declOutput;',
      'let output;\n        const maps = new Map(), sideMaps = [];\n        let declOutput;',
    ],
    [
      'if (fileName === dstFilename) {',
      `if (fileName.endsWith(".js.map")) {
                    maps.set(fileName.slice(0, -4), data);
                    return;
                }
                if (fileName === dstFilename) {`,
    ],
    ['sideOutputs.push({\n', `${maps}\n                sideOutputs.push({\n`],
    ['data: esModuleToCommonJSModule(data, transpileTarget),', 'data: made.output,'],
    [
      'return {\n            output: esModuleToCommonJSModule(output, transpileTarget),',
      `const cell = ${code}.toCommonJs(ts, output, transpileTarget);
        return {
            maps: [cell.map, maps.get(dstFilename)],
            sideMaps: sideMaps.map(([file, map, emitted]) => [file, [map, maps.get(emitted)]]),
            output: output && cell.output,`,
    ],
  ];
}

/** Files that came, changed or went since the last cell. */
function knowFilesOfNow() {
  return [
    [
      'host.afterProgramCreate = function (b) {',
      `const files = ${here('source-files.js')}.watch(ts, sys, host, {
        isOurs: (file) => file === srcFilename || file === declFilename,
        isVirtual: (file) => virtualFiles.has(file),
    });
    host.afterProgramCreate = function (b) {`,
    ],
    [`const watcher = ts.sys.watchFile(path, cb, pollingInterval);`, `const watcher = files.add(path, cb);`],
    [
      'addModule,\n    };',
      'addModule,\n        removed: files.removed,\n        look: (work) => work(ts, builder.getProgram(), builder.getSourceFile(srcFilename), srcPrefix.length),\n    };',
    ],
  ];
}

/** What tslab would check and compile file by file outside the kernel's folder, compile.js compiles instead. */
function leaveOthersToEsbuild() {
  // A package of this project is a link to its TypeScript, which TypeScript itself takes for somebody else's.
  const isPackage = 'builder.getProgram().isSourceFileFromExternalLibrary(builder.getSourceFile(dep))';
  const other = `dep.endsWith('.ts') && (path_1.default.relative(cwd, dep).startsWith('..') || ${isPackage})`;
  return [
    ['let sideOutputs;\n', `let sideOutputs;\n        const others = [];\n`],
    [
      'sideInputsConverted.add(dep);\n',
      `if (${other}) {
                    others.push(dep);
                    continue;
                }
                sideInputsConverted.add(dep);\n`,
    ],
    [
      'if (sideOutputs) {\n            sideOutputs.sort',
      `if (others.length > 0) {
            const compiled = ${here('compile.js')}.compile(others, cwd);
            if (compiled.diagnostics) return { diagnostics: compiled.diagnostics };
            sideOutputs = [...(sideOutputs || []), ...compiled.outputs];
            others.forEach((dep) => sideInputsConverted.add(dep));
        }
        if (sideOutputs) {
            sideOutputs.sort`,
    ],
    [
      'getPreEmitDiagnosticsWithDependencies(builder, srcFile))',
      'getPreEmitDiagnosticsWithDependencies(builder, srcFile, cwd))',
    ],
    [
      'function getPreEmitDiagnosticsWithDependencies(builder, sourceFile) {',
      'function getPreEmitDiagnosticsWithDependencies(builder, sourceFile, cwd) {',
    ],
    ['if (dep !== sourceFile.fileName) {', `if (dep !== sourceFile.fileName && !(${other})) {`],
  ];
}

module.exports = { patchConverter };
