// Runs cells: in place of tslab's own executor.
'use strict';
const path = require('node:path');
const vm = require('node:vm');
const { currentCell, Interrupted, interruptCells } = require('./cell');
const cellCode = require('./cell-code');
const { CompileError } = require('./failure');
const guard = require('./guard');
const { cuttable, isInterruptComing, undisturbed } = require('./interrupt');
const { dist, ofTslab } = require('./load-patched');
const magics = require('./magics');
const { Modules } = require('./modules');
const positions = require('./positions');

/** How long the reply to an interrupted cell waits for what the cell does to clean up, in milliseconds. */
const PATIENCE = 500;
/** Lines that the compiler is given before a cell. */
const SKIPPED = 1;

const { setImmediate: soon, setTimeout: later } = globalThis;

const nextTurn = () => new Promise((resolve) => soon(resolve));

/**
 * @param {string} folder the notebook's.
 * @param converters tslab's converters.
 */
function createExecutor(folder, converters) {
  const ts = ofTslab('@tslab/typescript-for-tslab');
  const { getCodeMetadata } = require(path.join(dist, 'metadata.js'));
  const modules = new Modules(folder, () => require(path.join(dist, '..')));
  const exports = createExports();
  /** The magics of the cell that was compiled last, and since when it is timed. */
  let found;
  let stop;
  const timed = () => {
    if (stop) process.stdout.write(stop());
    stop = undefined;
  };
  const runMagic = (at) => {
    const { help, shell } = found.commands.get(at) ?? {};
    if (help) process.stdout.write(magics.HELP);
    return shell === undefined ? undefined : magics.shell(shell, currentCell()?.signal);
  };
  globalThis.__tslab__ = {
    ...guard,
    exports,
    require: modules.require,
    load: modules.load,
    magic: runMagic,
    time: () => (stop = magics.stopwatch()),
    timed,
  };
  /** Declarations of the variables of earlier cells. */
  let declarations = '';

  /**
   * Runs a cell and resolves with the value of its last expression.
   *
   * @throws what the cell throws; CompileError, UnknownMagic, Interrupted.
   */
  async function execute(source) {
    const cell = currentCell();
    const name = positions.nameOfCell(cell.count);
    const about = getCodeMetadata(source);
    if (about.module) {
      const converter = about.mode === 'browser' ? converters.browser : converters.node;
      const diagnostics = undisturbed(() => converter.addModule(about.module, source, about));
      // The module is known whatever is wrong with it.
      if (diagnostics.length > 0) throw new CompileError(diagnostics, source, name);
      return undefined;
    }
    if (about.mode === 'browser') return undefined;
    const compiled = compile(source);
    if (compiled.diagnostics.length > 0) throw new CompileError(compiled.diagnostics, source, name);
    if (compiled.output) {
      stop = found.whole ? magics.stopwatch() : undefined;
      try {
        await run(compiled, cell, name);
      } finally {
        timed();
      }
    }
    declarations = compiled.declOutput || '';
    const last = compiled.lastExpressionVar;
    const value = last && exports[last];
    if (last) delete exports[last];
    return value;
  }

  function compile(source) {
    found = magics.readMagics(ts, source, declarations);
    cellCode.setMagics(found);
    const compiled = undisturbed(() => converters.node.convert(declarations, found.code));
    for (const file of converters.node.removed) modules.remove(file);
    converters.node.removed.clear();
    modules.update(compiled.sideOutputs ?? []);
    for (const [file, maps] of compiled.sideMaps ?? []) {
      positions.know(file, maps, 0, file.replace(/\.js$/, '.ts'));
    }
    return compiled;
  }

  /** Runs compiled code until it ends, throws or is interrupted. */
  async function run({ output, hasToplevelAwait, maps }, cell, filename) {
    while (isInterruptComing()) await nextTurn();
    const code = `(${hasToplevelAwait ? 'async ' : ''}function (exports, require) {\n${output}\n})(__tslab__.exports, __tslab__.require)`;
    positions.know(filename, maps, SKIPPED, undefined, output.trimEnd().split('\n').length);
    // In a turn of its own: where code is cut off, so is all else that the turn still had to do.
    const inTurn = (work) =>
      new Promise((resolve, reject) => {
        soon(() => {
          try {
            cell.check();
            resolve(cuttable(work));
          } catch (error) {
            reject(error);
          }
        });
      });
    const ended = cell.run(async () => {
      const missing = modules.notYetRequired(output);
      const imports = missing.length > 0 ? await inTurn(() => modules.toImport(missing)) : [];
      if (imports.length > 0) await Promise.all(imports.map(modules.importPackage));
      return inTurn(() => vm.runInThisContext(code, { filename, lineOffset: -1, displayErrors: false }));
    });
    ended.catch(() => undefined);
    await Promise.race([ended, cell.interruption]);
    while (isInterruptComing()) await nextTurn();
    if (!cell.stopped) return ended;
    await Promise.race([ended.catch(() => undefined), new Promise((resolve) => later(resolve, PATIENCE))]);
    throw new Interrupted();
  }

  /** The converter for a cell, and the cell without its magics. */
  function forTools(source) {
    const converter = getCodeMetadata(source).mode === 'browser' ? converters.browser : converters.node;
    return { converter, code: withoutMagics(source) };
  }

  function withoutMagics(source) {
    try {
      return magics.readMagics(ts, source, declarations).code;
    } catch {
      return source;
    }
  }

  return {
    execute,
    inspect(source, position) {
      const { converter, code } = forTools(source);
      return undisturbed(() => converter.inspect(declarations, code, position));
    },
    complete(source, position) {
      const { converter, code } = forTools(source);
      return undisturbed(() => converter.complete(declarations, code, position));
    },
    look: (work) => converters.node.look(work),
    withoutMagics,
    variables: exports,
    interrupt: interruptCells,
    close: () => converters.close(),
  };
}

/** The variables of all cells, by name. */
function createExports() {
  const variables = Object.create(null);
  return new Proxy(variables, {
    // What TypeScript defines with a getter (an imported name) must be free to be declared again.
    defineProperty(_target, name, { get, value }) {
      if (name !== '__esModule') variables[name] = get ? get() : value;
      return true;
    },
  });
}

module.exports = { createExecutor };
