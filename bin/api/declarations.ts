import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What the reference documents: it has a name, and a docstring above it. */
export type Declaration =
  | ts.FunctionDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.ClassDeclaration
  | ts.VariableDeclaration;

/** A declaration and where it stands. */
export interface Found {
  readonly name: string;
  readonly file: string;
  readonly declaration: Declaration;
}

const parsed = new Map<string, ts.SourceFile>();

/** The syntax of a source file; types are not computed, as every signature in `src/` is written out. */
function parse(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  parsed.set(file, source);
  return source;
}

const PACKAGES = path.resolve(__dirname, '../../packages');

/** The file that a relative import names, or one of this project's packages; nothing for a package from elsewhere. */
function resolve(from: string, specifier: ts.Expression | undefined): string | undefined {
  if (!specifier || !ts.isStringLiteral(specifier)) return undefined;
  const own = /^@ddr-lab\/(.+)$/.exec(specifier.text)?.[1];
  if (own === undefined && !specifier.text.startsWith('.')) return undefined;
  const place =
    own === undefined ? path.resolve(path.dirname(from), specifier.text) : path.join(PACKAGES, own);
  const file = `${place}.ts`;
  return existsSync(file) ? file : undefined;
}

/** Everything that a file re-exports, in its order. */
export function exportsOf(file: string): Found[] {
  const found: Found[] = [];
  for (const statement of parse(file).statements) {
    if (!ts.isExportDeclaration(statement) || !statement.exportClause) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    const from = resolve(file, statement.moduleSpecifier);
    for (const { name, propertyName } of statement.exportClause.elements) {
      const declaration = from && findDeclaration(from, (propertyName ?? name).text);
      if (!declaration) throw new Error(`${file}: the declaration of ${name.text} is not found.`);
      found.push({ ...declaration, name: name.text });
    }
  }
  return found;
}

/** Where a name that a file declares, imports or re-exports is declared; nothing where that is in a package. */
export function findDeclaration(file: string, name: string): Found | undefined {
  for (const statement of parse(file).statements) {
    const own = declared(statement, name);
    if (own) return { name, file, declaration: own };
    const clause = ts.isExportDeclaration(statement)
      ? statement.exportClause
      : ts.isImportDeclaration(statement)
        ? statement.importClause?.namedBindings
        : undefined;
    if (!clause || !(ts.isNamedExports(clause) || ts.isNamedImports(clause))) continue;
    const { moduleSpecifier } = statement as ts.ExportDeclaration | ts.ImportDeclaration;
    for (const element of clause.elements) {
      if (element.name.text !== name) continue;
      const from = resolve(file, moduleSpecifier);
      return from === undefined
        ? undefined
        : findDeclaration(from, (element.propertyName ?? element.name).text);
    }
  }
  return undefined;
}

function declared(statement: ts.Statement, name: string): Declaration | undefined {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.find(
      (declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name,
    );
  }
  const known =
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement);
  return known && statement.name?.text === name ? statement : undefined;
}

/** The names of the types that a declaration's signature, members or bases mention. */
export function typesIn(declaration: Declaration): string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node | undefined): void => {
    if (!node) return;
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) names.add(node.typeName.text);
    if (ts.isExpressionWithTypeArguments(node) && ts.isIdentifier(node.expression))
      names.add(node.expression.text);
    ts.forEachChild(node, visit);
  };
  if (ts.isFunctionDeclaration(declaration)) {
    for (const { type } of declaration.parameters) visit(type);
    visit(declaration.type);
  } else if (ts.isVariableDeclaration(declaration)) {
    visit(declaration.type);
  } else {
    visit(declaration);
  }
  names.delete(declaration.name?.getText() ?? '');
  return [...names];
}
