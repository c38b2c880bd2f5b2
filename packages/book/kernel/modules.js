// `require` for cells: TypeScript and JavaScript files beside the notebook as the compiler gave them, all else by Node.
'use strict';
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

/** Modules of one kernel. */
class Modules {
  /** Compiled code by file name, which ends in `.js` whatever its source does. */
  #code = new Map();
  #loaded = new Map();
  /** How each JSON file was when it was read. */
  #json = new Map();

  /**
   * @param {string} folder the notebook's.
   * @param tslab what `require('tslab')` is.
   */
  constructor(folder, tslab) {
    this.tslab = tslab;
    this.require = this.#wrap(Module.createRequire(path.join(folder, 'src.js')), folder);
  }

  /** Takes newly compiled code: `{path, data}` each. Modules loaded before are loaded anew when they are next asked for. */
  update(outputs) {
    for (const { path: file, data } of outputs) {
      this.#loaded.delete(file);
      this.#code.set(file, data);
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

module.exports = { Modules };
