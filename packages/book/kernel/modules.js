// `require` for cells: TypeScript and JavaScript files beside the notebook as the compiler gave them, all else by Node.
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { mapOf } = require('./compile');
const { currentCell } = require('./cell');
const positions = require('./positions');

/** What Node says of packages that can be imported, but not required. */
const ONLY_IMPORTED = ['ERR_REQUIRE_ASYNC_MODULE', 'ERR_REQUIRE_ESM', 'ERR_PACKAGE_PATH_NOT_EXPORTED'];
/** A compiled `import` of a package. */
const IMPORT =
  /^(?:const \w+ = (?:__import\w+\()?|__exportStar\()?require\("((?!\.{0,2}\/|node:|tslab")[^"]+)"\)/gm;

/** Modules of one kernel. */
class Modules {
  /** Compiled code by file name, which ends in `.js` whatever its source does. */
  #code = new Map();
  #loaded = new Map();
  /** How each JSON file was when it was read. */
  #json = new Map();
  /** Packages that had to be imported, by name. */
  #imported = new Map();
  /** Packages that were required without trouble. */
  #required = new Set();

  /**
   * @param {string} folder the notebook's.
   * @param tslab what `require('tslab')` is.
   */
  constructor(folder, tslab) {
    this.tslab = tslab;
    this.require = this.#wrap(Module.createRequire(path.join(folder, 'src.js')), folder);
    leaveOutWarning();
    // Looks for packages as a module in the notebook's folder does.
    this.import = new vm.Script('(name) => import(name)', {
      filename: path.join(folder, 'src.js'),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext();
  }

  /** Packages that compiled code imports and that were not loaded before. */
  notYetRequired(code) {
    const names = [...code.matchAll(IMPORT)].map(([, name]) => name);
    return [...new Set(names)].filter((name) => !this.#required.has(name) && !this.#imported.has(name));
  }

  /** Loads packages; those that must be imported are returned. What else fails, fails again where the cell asks for it. */
  toImport(names) {
    return names.filter((name) => {
      try {
        this.require(name);
        this.#required.add(name);
      } catch (error) {
        return ONLY_IMPORTED.includes(error?.code);
      }
      return false;
    });
  }

  /** Imports a package for good. */
  importPackage = async (name) => {
    try {
      const namespace = await this.import(name);
      // So that a default import finds `default`, as TypeScript compiles it.
      this.#imported.set(name, Object.create(namespace, { __esModule: { value: true } }));
    } catch {
      // The cell's own `require` says it once more, where it stands.
    }
  };

  /** `await import(name)` of a cell. */
  load = async (name) => {
    currentCell()?.check();
    const id = String(name);
    try {
      return namespaceOf(this.require(id));
    } catch (error) {
      if (!ONLY_IMPORTED.includes(error?.code)) throw error;
      return this.import(id);
    }
  };

  /** Takes newly compiled code: `{path, data}` each. Modules loaded before are loaded anew when they are next asked for. */
  update(outputs) {
    for (const { path: file, data } of outputs) {
      this.#loaded.delete(file);
      this.#code.set(file, data);
      positions.knowLater(file, () => mapOf(file, data));
    }
  }

  /** Forgets a file that is gone. */
  remove(file) {
    this.#loaded.delete(file);
    this.#code.delete(file);
  }

  #wrap(original, folder) {
    const modules = this;
    return new Proxy(original, {
      apply(_target, self, args) {
        const [id] = args;
        if (id === 'tslab') return modules.tslab();
        if (modules.#imported.has(id)) return modules.#imported.get(id);
        if (typeof id !== 'string') return Reflect.apply(original, self, args);
        const name = /^(\.{1,2}(\/|$)|\/)/.test(id)
          ? path.resolve(folder, id)
          : modules.#ofWorkspace(id, folder);
        if (name === undefined) return Reflect.apply(original, self, args);
        const file = [name, `${name}.js`, path.join(name, 'index.js')].find((each) =>
          modules.#code.has(each),
        );
        if (file !== undefined) return modules.#load(file).exports;
        modules.#forgetChangedJson(name);
        return Reflect.apply(original, self, args);
      },
    });
  }

  /** The place of a package's file that was compiled here, without its extension: packages of this project come as TypeScript. */
  #ofWorkspace(id, folder) {
    if (!/^@[^/]+\/[^/]+\//.test(id)) return undefined;
    try {
      const file = Module.createRequire(path.join(folder, 'src.js')).resolve(id);
      return file.endsWith('.ts') ? file.slice(0, -'.ts'.length) : undefined;
    } catch {
      return undefined;
    }
  }

  #load(file) {
    const known = this.#loaded.get(file);
    if (known) return known;
    const loading = new Module(file, module);
    loading.filename = file;
    loading.paths = Module._nodeModulePaths(path.dirname(file));
    loading.require = this.#wrap(loading.require.bind(loading), path.dirname(file));
    // Before its code runs, for modules that import each other.
    this.#loaded.set(file, loading);
    try {
      loading._compile(this.#code.get(file), file);
      loading.loaded = true;
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return loading;
  }

  /** Node keeps what it has read. */
  #forgetChangedJson(name) {
    for (const file of [name, `${name}.json`]) {
      if (!file.endsWith('.json')) continue;
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      const mark = stat && `${stat.mtimeMs} ${stat.size}`;
      if (this.#json.get(file) !== mark) delete require.cache[file];
      this.#json.set(file, mark);
    }
  }
}

/** Node tells whoever imports a package so for the first time that the way may change. */
function leaveOutWarning() {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER'))
      emitWarning.call(process, warning, ...rest);
  };
}

/** What `import * as` gives: TypeScript's `__importStar`. */
function namespaceOf(exported) {
  if (exported?.__esModule) return exported;
  const own = Object.getOwnPropertyNames(exported ?? {}).filter((name) => name !== 'default');
  const namespace = {};
  for (const name of own) {
    if (
      typeof exported === 'function' &&
      ['prototype', 'length', 'name', 'arguments', 'caller'].includes(name)
    )
      continue;
    Object.defineProperty(namespace, name, { enumerable: true, get: () => exported[name] });
  }
  return Object.defineProperty(namespace, 'default', { enumerable: true, value: exported });
}

module.exports = { Modules };
