// Which files a cell's imports are, as they lie on the disk when it is compiled: tslab would keep what it has once
// looked for and not found, and hear of changes late.
'use strict';
const fs = require('node:fs');
const { isBuiltin } = require('node:module');
const path = require('node:path');

/** Packages are read once per kernel, as Node does it. */
const isPackage = (file) => file.includes('/node_modules/');

/**
 * Takes over how TypeScript finds modules and hears of changes.
 *
 * @param ts tslab's TypeScript.
 * @param sys what tslab reads files with.
 * @param host of the program; told how to find modules.
 * @param kind `isOurs`: a file of tslab's own (the cell, its declarations); `isVirtual`: one that a cell wrote.
 */
function watch(ts, sys, host, { isOurs, isVirtual }) {
  /** What TypeScript wants to be told of each file. */
  const callbacks = new Map();
  /** How each file was when it was last looked at. */
  const marks = new Map();
  /** For each file, those that import it. */
  const importers = new Map();
  /** Files whose imports must be looked for again. */
  const unresolved = new Set();
  /** Compiled files (`.js`) whose source is gone. */
  const removed = new Set();
  let cache;
  let cacheByExports;

  const markOf = (file) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat && `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  };

  const BUNDLER = ts.ModuleResolutionKind.Bundler;
  const isUntyped = ({ extension }) => ['.js', '.mjs', '.cjs'].includes(extension);

  host.resolveModuleNameLiterals = (literals, from, redirected, options) => {
    const byBundler = { ...options, moduleResolution: BUNDLER };
    const newCache = (settings) =>
      ts.createModuleResolutionCache(sys.getCurrentDirectory(), (name) => name, settings);
    cache ??= newCache(options);
    cacheByExports ??= newCache(byBundler);
    const found = literals.map(({ text }) => {
      // Declared by @types/node; no file has such a name.
      if (text.startsWith('node:')) return { resolvedModule: undefined };
      const asBefore = ts.resolveModuleName(text, from, options, sys, cache, redirected);
      if (asBefore.resolvedModule && !isUntyped(asBefore.resolvedModule)) return asBefore;
      // Packages whose types only their `exports` name.
      const byExports = /^[^./]/.test(text)
        ? ts.resolveModuleName(text, from, byBundler, sys, cacheByExports)
        : asBefore;
      return byExports.resolvedModule ? byExports : asBefore;
    });
    // What no file can ever answer is not looked for again: Node's own modules are declared, and packages are read once. To look
    // for a single one makes TypeScript look for the imports of all files, a second for each cell.
    const isMissing = ({ resolvedModule }, i) => !resolvedModule && !isBuiltin(literals[i].text);
    if (!isPackage(from) && found.some(isMissing)) unresolved.add(from);
    else unresolved.delete(from);
    for (const { resolvedModule } of found) {
      const file = resolvedModule?.resolvedFileName;
      if (file === undefined || isPackage(file)) continue;
      if (!importers.has(file)) importers.set(file, new Set());
      importers.get(file).add(from);
    }
    return found;
  };
  host.hasInvalidatedResolutions = (file) => unresolved.has(file);

  /** The files and all that import them, directly or not. */
  function withImporters(files) {
    const all = new Set(files);
    for (const file of all) importers.get(file)?.forEach((importer) => all.add(importer));
    return all;
  }

  return {
    removed,

    /** TypeScript asks to be told of changes of a file. */
    add(file, callback) {
      callbacks.set(file, callback);
      if (!marks.has(file)) marks.set(file, markOf(file));
      return { close: () => callbacks.get(file) === callback && callbacks.delete(file) };
    },

    /**
     * Looks at all files anew and tells TypeScript.
     *
     * @param {Set<string>} compiled files that need no compiling; those that changed, or import one that did, are taken out.
     */
    refresh(compiled) {
      cache = undefined;
      cacheByExports = undefined;
      const changed = [];
      for (const file of new Set([...callbacks.keys(), ...compiled])) {
        if (isPackage(file) || isOurs(file) || isVirtual(file)) continue;
        const mark = markOf(file);
        if (mark === marks.get(file)) continue;
        const isGone = mark === undefined;
        const { Changed, Created, Deleted } = ts.FileWatcherEventKind;
        const event = isGone ? Deleted : marks.get(file) === undefined ? Created : Changed;
        marks.set(file, mark);
        changed.push(file);
        callbacks.get(file)?.(file, event);
        if (!isGone) continue;
        importers.get(file)?.forEach((importer) => unresolved.add(importer));
        removed.add(path.join(path.dirname(file), `${path.parse(file).name}.js`));
      }
      for (const file of withImporters(changed)) compiled.delete(file);
    },
  };
}

module.exports = { watch };
