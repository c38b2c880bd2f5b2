// What tslab's compiler lacks for cells: `export`, `for await`, and every way to name a variable of an earlier cell.
'use strict';

/**
 * The cell without its `export` words, as all it declares is known to later cells anyway. What follows keeps its place.
 *
 * @param ts tslab's TypeScript.
 * @param {string} source
 */
function withoutExports(ts, source) {
  if (!source.includes('export')) return source;
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  /** From, to, and what stands there instead: of the same length, or where a line has ended for the compiler. */
  const edits = [];
  const blank = (from, to, end = '') => {
    const text = source.slice(from, to).replace(/[^\r\n]/g, ' ');
    edits.push([from, to, text.slice(0, text.length - end.length) + end]);
  };
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) exportDeclaration(statement);
    else if (ts.isExportAssignment(statement)) inBrackets(statement.getStart(file), statement.expression);
    else for (const word of exportWords(statement)) blank(word.getStart(file), word.end);
  }
  return edits.reduceRight((text, [from, to, by]) => text.slice(0, from) + by + text.slice(to), source);

  /** `export { a }` names what is known; `export { a } from 'b'` and `export * as a from 'b'` are imports. */
  function exportDeclaration(statement) {
    const start = statement.getStart(file);
    if (!statement.moduleSpecifier) blank(start, statement.end);
    else if (statement.exportClause) edits.push([start, start + 'export'.length, 'import']);
  }

  /** `export default {}`: an expression, whatever it begins with. */
  function inBrackets(start, expression) {
    blank(start, expression.getStart(file), '(');
    edits.push([expression.end, expression.end, ')']);
  }

  function exportWords(statement) {
    const words = (ts.canHaveModifiers(statement) && ts.getModifiers(statement)) || [];
    const found = words.filter(({ kind }) =>
      [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword].includes(kind),
    );
    // A function or class without a name is nothing but a value.
    if (found.length < 2 || statement.name) return found;
    inBrackets(statement.getStart(file), {
      getStart: () => found[1].end,
      end: statement.end,
    });
    return [];
  }
}

/** What tslab puts before a cell. */
const PREFIX = 'export {};\n'.length;

/** The magics (magics.js) of the cell that is being compiled. */
let magics = { commands: new Map(), timed: new Set() };
const setMagics = (found) => void (magics = found);

/** What TypeScript says of `await` and of `for await` outside an asynchronous function. */
const AWAIT_OUTSIDE = [1308, 1103];

/** Whether a diagnostic is about an `await` of the cell itself, not of a function in it. */
function isTopLevelAwait(ts, file, { code, start, length }) {
  if (!AWAIT_OUTSIDE.includes(code) || !file) return false;
  let node = ts.findPrecedingToken(start + length, file);
  if (node?.kind !== ts.SyntaxKind.AwaitKeyword) return false;
  while (node && node !== file && !isScope(ts, node)) node = node.parent;
  return node === file;
}

/** Whether the cell itself awaits something. */
function awaits(ts, file) {
  if (magics.commands.size > 0) return true;
  const visit = (node) =>
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (!isScope(ts, node) && ts.forEachChild(node, visit)) ||
    false;
  return ts.forEachChild(file, visit) ?? false;
}

/** Whether what is in it runs in a function of its own. */
function isScope(ts, node) {
  return (
    ts.isFunctionLike(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isClassStaticBlockDeclaration(node) ||
    ts.isPropertyDeclaration(node)
  );
}

/**
 * The compiled cell in which variables of earlier cells are read from `exports`, and an interrupted cell stops at
 * its next `await` (guard.js).
 *
 * @param ts tslab's TypeScript.
 * @param checker of the program that the cell was compiled in.
 * @param earlier the file of declarations of earlier cells.
 * @param file the compiled cell.
 */
function linked(ts, checker, earlier, file) {
  const { factory } = ts;
  const context = ts.getNullTransformationContext();
  const variable = (name) =>
    factory.createPropertyAccessExpression(
      factory.createIdentifier('exports'),
      factory.createIdentifier(name),
    );
  const guarded = (name, ...args) =>
    factory.createCallExpression(
      factory.createPropertyAccessExpression(factory.createIdentifier('__tslab__'), name),
      undefined,
      args,
    );
  const isEarlier = (symbol) => symbol && earlier.locals?.get(symbol.escapedName) === symbol;
  /** A function that is called gets no `this`. */
  const callee = (name) =>
    factory.createParenthesizedExpression(
      factory.createComma(factory.createNumericLiteral(0), variable(name)),
    );

  function visit(node, parent) {
    if (ts.isShorthandPropertyAssignment(node)) {
      const original = ts.getOriginalNode(node, ts.isShorthandPropertyAssignment) ?? node;
      const name = ts.idText(node.name);
      const value = isEarlier(checker.getShorthandAssignmentValueSymbol(original))
        ? variable(name)
        : node.name;
      const fallback = node.objectAssignmentInitializer && visit(node.objectAssignmentInitializer, node);
      if (value === node.name) {
        return fallback ? factory.updateShorthandPropertyAssignment(node, node.name, fallback) : node;
      }
      const assigned = fallback ? factory.createAssignment(value, fallback) : value;
      return factory.createPropertyAssignment(
        name === '__proto__'
          ? factory.createComputedPropertyName(factory.createStringLiteral(name))
          : node.name,
        assigned,
      );
    }
    if (ts.isIdentifier(node)) {
      const isName = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (isName || !isEarlier(checker.getSymbolAtLocation(ts.getOriginalNode(node)))) return node;
      const isCalled =
        (ts.isCallExpression(parent) && parent.expression === node) ||
        (ts.isTaggedTemplateExpression(parent) && parent.tag === node);
      // Where an error is said to be.
      return ts.setSourceMapRange((isCalled ? callee : variable)(ts.idText(node)), node);
    }
    const visited = ts.visitEachChild(node, (child) => visit(child, node), context);
    if (ts.isAwaitExpression(visited)) {
      return guarded('after', factory.updateAwaitExpression(visited, guarded('before', visited.expression)));
    }
    if (ts.isCallExpression(visited) && visited.expression.kind === ts.SyntaxKind.ImportKeyword) {
      return guarded('load', ...visited.arguments.slice(0, 1));
    }
    if (ts.isForOfStatement(visited) && visited.awaitModifier) {
      const check = factory.createExpressionStatement(guarded('check'));
      const body = factory.createBlock([check, visited.statement]);
      const { awaitModifier, initializer, expression } = visited;
      return factory.updateForOfStatement(visited, awaitModifier, initializer, expression, body);
    }
    return visited;
  }

  const call = (...args) => factory.createExpressionStatement(guarded(...args));
  const number = (value) => factory.createNumericLiteral(value);

  /** A statement of the cell, with what its magics do. */
  function statement(node, isLast) {
    const { pos, end } = ts.getOriginalNode(node);
    const at = pos < 0 ? -1 : ts.skipTrivia(text, pos) - PREFIX;
    if (ts.isEmptyStatement(node) && magics.commands.has(end - 1 - PREFIX)) {
      const done = guarded('magic', number(end - 1 - PREFIX));
      return factory.createExpressionStatement(factory.createAwaitExpression(done));
    }
    const visited = visit(node, file);
    if (!magics.timed.has(at)) return visited;
    return isLast ? [call('time'), visited] : [call('time'), visited, call('timed')];
  }
  if (magics.commands.size === 0 && magics.timed.size === 0) {
    return ts.visitEachChild(file, (node) => visit(node, file), context);
  }
  const { text } = ts.getOriginalNode(file);
  const own = file.statements.filter((node) => !ts.isExportDeclaration(node));
  const statements = file.statements.flatMap((node) => statement(node, node === own.at(-1)) ?? []);
  return factory.updateSourceFile(
    file,
    ts.setTextRange(factory.createNodeArray(statements), file.statements),
  );
}

/**
 * An ES module as CommonJS, as tslab does it: `{ output, map }`.
 *
 * @param ts tslab's TypeScript.
 * @param {string} code
 * @param target of the compilation.
 */
function toCommonJs(ts, code, target) {
  const { outputText, sourceMapText } = ts.transpileModule(withoutMapName(code ?? ''), {
    fileName: 'custom.js',
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      target,
      newLine: ts.NewLineKind.LineFeed,
      noImplicitUseStrict: true,
      sourceMap: true,
    },
  });
  return { output: withoutMapName(outputText), map: sourceMapText };
}

/** Without the line that names a source map. */
const withoutMapName = (code) => code.replace(/\/\/# sourceMappingURL=.*\s*$/, '');

module.exports = { awaits, isTopLevelAwait, linked, setMagics, toCommonJs, withoutExports };
