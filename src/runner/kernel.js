// The tslab kernel as this project starts it: `node src/runner/kernel.js --config-path FILE`.
//
// tslab 1.0.22 cannot be used as it comes, for four reasons; each is mended here, before it starts:
//  1. It compiles with `rootDir` = the kernel's folder, so a notebook in notebooks/ that imports '../src/...'
//     fails ("is not under 'rootDir'"). Here `rootDir` is the file system's root.
//  2. It loads every package in node_modules/@types into each compilation. Only Node's are wanted: a faster
//     start, and notebooks outside the project have them, too.
//  3. It prints unhandled rejections to stderr and goes on. Here they are also written to the file named by
//     DDR_KERNEL_EVENTS with the number of the cell that caused them, so that a run can fail because of them.
//  4. It type-checks every file outside the notebook's folder twice (to find errors, which it then drops, and to
//     compile the file): 12 to 15 s for this project. Here such files are compiled without, all at once.
// The replaced lines are checked: another tslab version stops at once instead of running half mended.
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const dist = path.dirname(require.resolve('tslab/dist/main.js'));
const fileSystemRoot = path.parse(process.cwd()).root;
const cell = new AsyncLocalStorage();
let running = null;

/** What the runner sends instead of code to wait until timers and file accesses of earlier cells are done. */
const SETTLE = '%ddr-settle';

/** Loads a file of tslab with some of its text replaced. */
function loadPatched(name, replacements) {
  const file = path.join(dist, name);
  let source = fs.readFileSync(file, 'utf8');
  for (const [before, after] of replacements) {
    if (source.split(before).length !== 2) {
      throw new Error(`${file} is not the version this project knows (tslab 1.0.22): no line \`${before}\`.`);
    }
    source = source.replace(before, () => after);
  }
  const patched = new Module(file, module);
  patched.filename = file;
  patched.paths = Module._nodeModulePaths(dist);
  require.cache[file] = patched;
  patched._compile(source, file);
  patched.loaded = true;
  return patched.exports;
}

function patchConverter() {
  const root = JSON.stringify(fileSystemRoot);
  const types = JSON.stringify(path.resolve(require.resolve('@types/node/package.json'), '..', '..'));
  const below = `path_1.default.relative(${root}, cwd)`;
  const converter = loadPatched('converter.js', [
    ['rootDir: cwd,', `rootDir: ${root}, types: ['node'],`],
    ['typeRoots: getTypeRoots(),', `typeRoots: [${types}],`],
    ['(outDir, "__tslab__.js")', `(outDir, ${below}, "__tslab__.js")`],
    ['(outDir, "__tslab__.d.ts")', `(outDir, ${below}, "__tslab__.d.ts")`],
    ['path: (0, tspath_1.normalizeJoin)(cwd, rel),', `path: (0, tspath_1.normalizeJoin)(${root}, rel),`],
    ...leaveOthersToEsbuild(),
  ]);
  // A cell that defines a module (`/** @module name */`) replies "ok" even where it does not compile.
  const { createConverter } = converter;
  converter.createConverter = (options) => {
    const created = createConverter(options);
    const { addModule } = created;
    created.addModule = (...args) => {
      const diagnostics = addModule(...args);
      const [first] = diagnostics;
      if (first) {
        const { line, character } = first.start;
        report('compile', new Error(`${line + 1}:${character + 1} - ${first.messageText}`));
      }
      return diagnostics;
    };
    return created;
  };
}

/** What tslab would check and compile file by file outside the kernel's folder, compile.js compiles instead. */
function leaveOthersToEsbuild() {
  const compile = `require(${JSON.stringify(path.join(__dirname, 'compile.js'))})`;
  const other = `dep.endsWith('.ts') && path_1.default.relative(cwd, dep).startsWith('..')`;
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
            const compiled = ${compile}.compile(others, cwd);
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

/** Gives every cell an asynchronous context, by which a rejection is traced to the cell that caused it. */
function patchHandler() {
  const { JupyterHandlerImpl } = require(path.join(dist, 'jupyter.js'));
  const { handleExecuteImpl } = JupyterHandlerImpl.prototype;
  JupyterHandlerImpl.prototype.handleExecuteImpl = function (request, ...rest) {
    if (request.code.startsWith(SETTLE)) {
      return settle(Number(request.code.slice(SETTLE.length))).then(() => ({ count: this.execCount }));
    }
    running = this.execCount + 1;
    return cell.run(running, () => handleExecuteImpl.call(this, request, ...rest));
  };
}

/** Resolves when no timer and no file access is pending, or after `milliseconds` (0: after one turn). */
async function settle(milliseconds) {
  const end = Date.now() + milliseconds;
  do {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await new Promise((resolve) => setImmediate(resolve));
    if (!process.getActiveResourcesInfo().some((name) => /^(Timeout|FSReq|Immediate)/.test(name))) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  } while (Date.now() < end);
}

/** One JSON line for the runner. Written synchronously: the process may be about to end. */
function report(kind, reason) {
  const file = process.env.DDR_KERNEL_EVENTS;
  if (!file) return;
  const isError =
    reason instanceof Error || (typeof reason === 'object' && reason !== null && 'stack' in reason);
  const text = isError ? String(reason.stack || reason) : String(reason);
  fs.appendFileSync(file, `${JSON.stringify({ kind, count: cell.getStore() ?? running, text })}\n`);
}

/** Ends this process when the Jupyter client that started it is gone: no kernel is left behind. */
function endWithParent() {
  const parent = process.ppid;
  if (String(parent) !== process.env.JPY_PARENT_PID) return;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}

patchConverter();
patchHandler();
endWithParent();
process.on('unhandledRejection', (reason) => report('rejection', reason));
process.on('uncaughtException', (error) => report('exception', error));

const given = process.argv.find((argument) => argument.startsWith('--config-path'));
const configPath = given?.includes('=') ? given.split('=')[1] : process.argv[process.argv.indexOf(given) + 1];
require(path.join(dist, 'main.js')).startKernel({ configPath, enableFindLocal: false });
