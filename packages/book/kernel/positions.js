// Where code stands as the reader wrote it: stack traces name `cell [4], line 3, column 11` and `../src/a.ts`, never what became of them.
'use strict';
const fs = require('node:fs');
const { SourceMap } = require('node:module');
const path = require('node:path');
const { undisturbed } = require('./interrupt');
const { dist } = require('./load-patched');

/** Of each script: `maps`, from the code that runs back to the source; `skipped`, lines before it; `lines`, how many are the reader's. */
const scripts = new Map();
/** Of modules that esbuild compiled, how to ask it for their maps. */
const compiled = new Map();

/** Files whose frames say nothing to a reader. */
const isOurs = (file) => file.startsWith(__dirname + path.sep) || file.startsWith(dist) || file === 'node:vm';
const kernelFile = path.join(__dirname, '..', 'kernel.js');

/** What a cell's script is called. */
const nameOfCell = (count) => `cell [${count}]`;

/**
 * @param {string} script its name.
 * @param {readonly (string | undefined)[]} maps source maps as JSON, the last compilation first.
 * @param {number} skipped how many lines the compiler was given before the source.
 * @param {string} [source] its file; none for a cell.
 * @param {number} [lines] of the code: what comes after them is ours.
 */
function know(script, maps, skipped, source, lines = Infinity) {
  compiled.delete(script);
  scripts.set(script, { maps: maps.filter(Boolean), skipped, source, lines });
}

/** A module whose maps are made when they are asked for: `file` is compiled by `make`. */
function knowLater(script, make) {
  scripts.delete(script);
  compiled.set(script, make);
}

/** Where a place in a script (counted from 1) is in its source: `{ source, line, column }`; undefined where it is in none. */
function originOf(script, line, column) {
  const make = compiled.get(script);
  if (make) {
    const { map, source } = undisturbed(make);
    know(script, [map], 0, source);
  }
  const known = scripts.get(script);
  if (!known) return undefined;
  let place = { line: line - 1, column: column - 1 };
  if (known.maps.length === 0 || line > known.lines) return undefined;
  known.read ??= known.maps.map((map) => new SourceMap(JSON.parse(map)));
  for (const map of known.read) {
    const found = map.findEntry(place.line, place.column);
    if (found.originalLine === undefined) return undefined;
    place = { line: found.originalLine, column: found.originalColumn };
  }
  if (place.line < known.skipped) return undefined;
  return { source: known.source, line: place.line - known.skipped + 1, column: place.column + 1 };
}

/** A place in words: that of a cell, or of a file as seen from the notebook. */
function placeInWords(cell, { source, line, column }) {
  if (source === undefined) return `${cell}, line ${line}, column ${column}`;
  const near = path.relative(process.cwd(), source);
  return `${near.startsWith('..') || path.isAbsolute(near) ? near : `./${near}`}:${line}:${column}`;
}

/** One line of a stack; undefined where it is not worth one. */
function frame(site) {
  const named = site.getFileName() ?? site.getEvalOrigin?.();
  if (named === undefined || named === null) return `    at ${site}`;
  const file = named.startsWith('file:') ? fs.realpathSync.native(new URL(named)) : named;
  if (isOurs(file) || file === kernelFile) return undefined;
  const origin = originOf(file, site.getLineNumber(), site.getColumnNumber());
  // What the compiler has put around a cell.
  if (!origin) return scripts.has(file) && !path.isAbsolute(file) ? undefined : `    at ${site}`;
  const where = placeInWords(file, origin);
  const words = String(site);
  const brackets = words.lastIndexOf(' (');
  const called = brackets > 0 ? words.slice(0, brackets).replace(/\bexports\./, '') : '';
  const isAsync = words.startsWith('async ');
  if (called === '' || called === 'async') return `    at ${isAsync ? 'async ' : ''}${where}`;
  return `    at ${called} (${where})`;
}

/** Frames of Node below the last of the reader's own. */
function withoutEnd(frames) {
  let end = frames.length;
  while (end > 0 && /\(?node:|<anonymous>\)?$/.test(frames[end - 1])) end--;
  return end === 0 ? frames : frames.slice(0, end);
}

function headOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

/** From now on every error's `stack` is in the reader's words, also where a cell or a package prints it. */
function nameOrigins() {
  Error.prepareStackTrace = (error, sites) => {
    const frames = [];
    for (const site of sites) {
      let words;
      try {
        words = frame(site);
      } catch {
        words = `    at ${site}`;
      }
      if (words !== undefined) frames.push(words);
    }
    return [headOf(error), ...withoutEnd(frames)].join('\n');
  };
}

module.exports = { know, knowLater, nameOfCell, nameOrigins };
