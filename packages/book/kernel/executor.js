// Runs cells: in place of tslab's own executor, with its interface.
'use strict';
const path = require('node:path');
const vm = require('node:vm');
const { currentCell, Interrupted, interruptCells } = require('./cell');
const guard = require('./guard');
const { cuttable, isInterruptComing, undisturbed } = require('./interrupt');
const { dist } = require('./load-patched');
const { Modules } = require('./modules');

/** How long the reply to an interrupted cell waits for what the cell does to clean up, in milliseconds. */
const PATIENCE = 500;

const { setImmediate: soon, setTimeout: later } = globalThis;

const nextTurn = () => new Promise((resolve) => soon(resolve));

/**
 * @param {string} folder the notebook's.
 * @param converters tslab's converters.
 */
function createExecutor(folder, converters) {
  const { getCodeMetadata } = require(path.join(dist, 'metadata.js'));
  const modules = new Modules(folder, () => require(path.join(dist, '..')));
  const exports = createExports();
  globalThis.__tslab__ = { ...guard, exports, require: modules.require };
  /** Declarations of the variables of earlier cells. */
  let declarations = '';

  function printDiagnostics(diagnostics) {
    for (const { fileName, start, messageText } of diagnostics) {
      const place = `${fileName ? `${fileName} ` : ''}${start.line + 1}:${start.character + 1}`;
      console.error('%s - %s', place, messageText);
    }
  }

  /** Whether the cell ran to its end. Everything else has been printed. */
  async function execute(source) {
    const cell = currentCell();
    const about = getCodeMetadata(source);
    if (about.module) {
      const converter = about.mode === 'browser' ? converters.browser : converters.node;
      printDiagnostics(undisturbed(() => converter.addModule(about.module, source, about)));
      // The module is known whatever is wrong with it.
      return true;
    }
    if (about.mode === 'browser') return true;
    const compiled = undisturbed(() => converters.node.convert(declarations, source));
    for (const file of converters.node.removed) modules.remove(file);
    converters.node.removed.clear();
    modules.update(compiled.sideOutputs ?? []);
    if (compiled.diagnostics.length > 0) {
      printDiagnostics(compiled.diagnostics);
      return false;
    }
    if (compiled.output) {
      try {
        await run(compiled, cell);
      } catch (error) {
        console.error(error instanceof Interrupted ? 'Interrupted.' : error);
        return false;
      }
    }
    declarations = compiled.declOutput || '';
    const last = compiled.lastExpressionVar;
    const value = last && exports[last];
    if (last) delete exports[last];
    if (value !== undefined && value !== null) console.log(value);
    return true;
  }

  /** Runs compiled code until it ends, throws or is interrupted. */
  async function run({ output, hasToplevelAwait }, cell) {
    while (isInterruptComing()) await nextTurn();
    const code = `(${hasToplevelAwait ? 'async ' : ''}function (exports, require) { ${output}\n})(__tslab__.exports, __tslab__.require)`;
    // In a turn of its own: where code is cut off, so is all else that the turn still had to do.
    const ended = cell.run(
      () =>
        new Promise((resolve, reject) => {
          soon(() => {
            try {
              cell.check();
              resolve(cuttable(() => vm.runInThisContext(code)));
            } catch (error) {
              reject(error);
            }
          });
        }),
    );
    ended.catch(() => undefined);
    await Promise.race([ended, cell.interruption]);
    while (isInterruptComing()) await nextTurn();
    if (!cell.stopped) return ended;
    await Promise.race([ended.catch(() => undefined), new Promise((resolve) => later(resolve, PATIENCE))]);
    throw new Interrupted();
  }

  const converterOf = (source) =>
    getCodeMetadata(source).mode === 'browser' ? converters.browser : converters.node;

  return {
    execute,
    inspect: (source, position) =>
      undisturbed(() => converterOf(source).inspect(declarations, source, position)),
    complete: (source, position) =>
      undisturbed(() => converterOf(source).complete(declarations, source, position)),
    locals: exports,
    reset() {
      declarations = '';
      for (const name of Object.getOwnPropertyNames(exports)) delete exports[name];
    },
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
