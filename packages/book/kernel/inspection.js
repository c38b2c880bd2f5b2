// Shift-Tab: what a name is, its documentation, and the options that a function takes.
'use strict';
const path = require('node:path');
const { dist } = require('./load-patched');

/** Options of so many fields are listed; more are a class or a library's record, not options. */
const MOST_FIELDS = 40;

/**
 * A bundle of MIME types for the name at a place, or for the function whose call is around it; undefined where there is none.
 *
 * @param executor
 * @param {string} code
 * @param {number} at
 */
function describe(executor, code, at) {
  const { printQuickInfo } = require(path.join(dist, 'inspect.js'));
  let place = at;
  let info = executor.inspect(code, place);
  if (!info) {
    place = executor.look((...program) => calledAround(...program, at));
    info = place === undefined ? undefined : executor.inspect(code, place);
  }
  // Right behind a name is at it, too.
  if (!info && at > 0) info = executor.inspect(code, (place = at - 1));
  if (!info) return undefined;
  const options = executor.look((...program) => optionsOf(...program, place));
  return { 'text/plain': [printQuickInfo(info), ...options].join('\n\n') };
}

function tokenAt(ts, file, position) {
  const visit = (node) =>
    ts.forEachChild(node, (child) =>
      child.pos <= position && position < child.end ? visit(child) : undefined,
    ) ?? node;
  return visit(file);
}

/** Where the name of the function stands whose brackets are around a place. */
function calledAround(ts, _program, file, skipped, at) {
  for (let node = ts.findPrecedingToken(at + skipped, file); node; node = node.parent) {
    if (!ts.isCallOrNewExpression(node) || node.expression.end > at + skipped) continue;
    const { expression } = node;
    return (
      (ts.isPropertyAccessExpression(expression) ? expression.name : expression).getStart(file) - skipped
    );
  }
  return undefined;
}

/** Of each parameter that is a record of options: its fields, with their documentation. */
function optionsOf(ts, program, file, skipped, at) {
  const checker = program.getTypeChecker();
  const token = tokenAt(ts, file, at + skipped);
  if (!ts.isIdentifier(token)) return [];
  const [signature] = checker.getTypeAtLocation(token).getCallSignatures();
  return (signature?.getParameters() ?? []).flatMap((parameter) => {
    const type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, token));
    const fields = isRecord(ts, checker, type) ? checker.getPropertiesOfType(type) : [];
    if (fields.length === 0 || fields.length > MOST_FIELDS) return [];
    const lines = fields.map((field) => {
      const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
      const of = checker.getTypeOfSymbolAtLocation(field, token);
      const name = `  ${field.name}${isOptional ? '?' : ''}: ${checker.typeToString(isOptional ? checker.getNonNullableType(of) : of)}`;
      const words = ts
        .displayPartsToString(field.getDocumentationComment(checker))
        .replace(/\s+/g, ' ')
        .trim();
      return words === '' ? name : `${name}\n      ${words}`;
    });
    return [`${parameter.name}:\n${lines.join('\n')}`];
  });
}

/** An object of fields: no list, no function, nothing that the language or a package brings. */
function isRecord(ts, checker, type) {
  if ((type.flags & ts.TypeFlags.Object) === 0 || type.getCallSignatures().length > 0) return false;
  if (checker.isArrayType(type) || checker.isTupleType(type)) return false;
  const [declared] = type.symbol?.declarations ?? [];
  return (
    declared !== undefined &&
    !/node_modules/.test(declared.getSourceFile().fileName) &&
    !ts.isClassDeclaration(declared)
  );
}

module.exports = { describe };
