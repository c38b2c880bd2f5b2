// An index that loads the file behind a name when the name is first used, not all files at once.

const exported = /^ {2}([\w$]+): \(\) => (import_[\w$]+)\.([\w$]+),?$/gm;
const required = /^var (import_[\w$]+) = require\("([^"]+)"\);$/gm;

/**
 * An index of re-exports alone, as esbuild compiled it, made to load on first use.
 *
 * @param {string} text its CommonJS.
 * @returns CommonJS of the same names.
 * @throws Error where it holds anything else than re-exports.
 */
export function lazyIndex(text) {
  const files = new Map([...text.matchAll(required)].map(([, name, file]) => [name, file]));
  const names = [...text.matchAll(exported)].map(([, name, module, member]) => {
    const file = files.get(module);
    if (file === undefined || member !== name) throw new Error(`index: ${name} is no plain re-export.`);
    return { name, file };
  });
  const listed = /^0 && \(module\.exports = \{\n([^}]*)\}\);/m.exec(text)?.[1].match(/[\w$]+/g) ?? [];
  if (names.length === 0 || names.length !== listed.length) {
    throw new Error(`index: ${names.length} re-exports were understood, of ${listed.length}.`);
  }
  return [
    '"use strict";',
    '// Each file is loaded when something of it is first used.',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    'const on = (name, load) => Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });',
    ...names.map(({ name, file }) => `on("${name}", () => require("${file}"));`),
    '// The names, for `import { name }` of ES modules.',
    `0 && (module.exports = { ${names.map(({ name }) => name).join(', ')} });`,
    '',
  ].join('\n');
}
