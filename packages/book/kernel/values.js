// How the value of a cell's last expression is shown: a bundle of MIME types.
//
// First what the value says itself, by a method `[Symbol.for('Jupyter.display')]`; then what was said of its kind
// (packages/book/cells/values.ts); then what is known here; then Node's own way to write it.
'use strict';
const { inspect } = require('node:util');

const DISPLAY = Symbol.for('Jupyter.display');
const KINDS = Symbol.for('ddr-lab.values');

/** Of longer arrays so many elements are shown. */
const MOST_ELEMENTS = 40;
/** Of longer texts so many lines, and of longer lines so many characters. */
const MOST_LINES = 80;
const MOST_CHARACTERS = 20_000;
/** Rows and columns of a matrix or table that are shown. */
const CORNER = 6;
const MOST_ROWS = 20;

/** The bundle; undefined for `undefined` and `null`, of which nothing is shown. */
async function bundleOf(value) {
  if (value === undefined || value === null) return undefined;
  const own = typeof value[DISPLAY] === 'function' ? await value[DISPLAY]() : undefined;
  const bundle = own ?? (await ofKind(value)) ?? (await known(value)) ?? {};
  return { 'text/plain': bundle['text/plain'] ?? plainText(value), ...bundle };
}

async function ofKind(value) {
  for (const { is, bundle } of [...(globalThis[KINDS]?.values() ?? [])].reverse()) {
    if (is(value)) return bundle(value);
  }
  return undefined;
}

async function known(value) {
  if (isTensor(value)) return { 'text/plain': await tensorText(value) };
  if (isFrame(value)) return frameBundle(value);
  if (isMatrix(value)) return { 'text/plain': matrixText(value) };
  return undefined;
}

function plainText(value) {
  if (typeof value === 'string') return inspect(value, { maxStringLength: MOST_CHARACTERS / 2 });
  return cut(inspect(value, { maxArrayLength: MOST_ELEMENTS, maxStringLength: 2000, depth: 3 }));
}

function cut(text) {
  const lines = text.split('\n');
  const shown = lines.slice(0, MOST_LINES).join('\n').slice(0, MOST_CHARACTERS);
  return shown.length < text.length ? `${shown}\n... ${lines.length} lines in all` : text;
}

const isTensor = (value) =>
  typeof value === 'object' &&
  'dataId' in value &&
  Array.isArray(value.shape) &&
  typeof value.data === 'function';

/** tfjs cuts long tensors itself; the values are read without waiting for the processor. */
async function tensorText(tensor) {
  const name = `Tensor ${tensor.shape.join(' x ') || 'of one number'}, ${tensor.dtype}`;
  if (tensor.isDisposed) return `${name}, disposed of`;
  await tensor.data();
  return cut(`${name}\n${String(tensor.toString()).replace(/^Tensor\s*\n/, '')}`);
}

/** A danfojs DataFrame or Series. */
const isFrame = (value) =>
  typeof value === 'object' &&
  Array.isArray(value.values) &&
  Array.isArray(value.index) &&
  Array.isArray(value.columns) &&
  typeof value.print === 'function';

function frameBundle({ columns, index, values, $isSeries: isSeries }) {
  const rows = values
    .slice(0, MOST_ROWS)
    .map((row, i) => [index[i], ...(isSeries || !Array.isArray(row) ? [row] : row)]);
  const head = ['', ...columns];
  const size = `${values.length} ${values.length === 1 ? 'row' : 'rows'} x ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`;
  const line = (tag, cells) =>
    `<tr>${cells.map((cell) => `<${tag}>${escape(cellText(cell))}</${tag}>`).join('')}</tr>`;
  const more = values.length > rows.length ? `<p>... ${size}</p>` : `<p>${size}</p>`;
  return {
    'text/plain': `${aligned([head, ...rows])}\n${size}`,
    'text/html': `<table class="dataframe"><thead>${line('th', head)}</thead><tbody>${rows.map((row) => line('td', row)).join('')}</tbody></table>${more}`,
  };
}

const cellText = (value) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : (value ?? '–');
const escape = (value) => String(value).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Columns of numbers or words, each as wide as its widest. */
function aligned(rows) {
  const texts = rows.map((row) => row.map((cell) => String(cellText(cell))));
  const widths = texts[0].map((_, column) => Math.max(...texts.map((row) => (row[column] ?? '').length)));
  return texts.map((row) => row.map((text, column) => text.padStart(widths[column])).join('  ')).join('\n');
}

const isMatrix = (value) =>
  typeof value === 'object' &&
  Number.isInteger(value.rows) &&
  Number.isInteger(value.columns) &&
  ArrayBuffer.isView(value.data) &&
  value.data.length === value.rows * value.columns;

/** Its shape and its first numbers. */
function matrixText({ rows, columns, data }) {
  const name = `Matrix ${rows} x ${columns}, ${data.constructor.name}`;
  const across = Math.min(columns, CORNER);
  const lines = Array.from({ length: Math.min(rows, CORNER) }, (_, row) => [
    ...Array.from({ length: across }, (__, column) => Number(data[row * columns + column].toPrecision(5))),
    ...(columns > across ? ['...'] : []),
  ]);
  if (rows > CORNER) lines.push(Array.from({ length: lines[0].length }, () => '...'));
  return lines.length > 0 && across > 0 ? `${name}\n${aligned(lines)}` : name;
}

// packages/book/cells/interact.ts asks for it.
globalThis[Symbol.for('ddr-lab.bundleOf')] = bundleOf;

module.exports = { bundleOf };
