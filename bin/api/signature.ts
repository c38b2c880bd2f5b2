import ts from 'typescript';
import type { Declaration } from './declarations';

const printer = ts.createPrinter({ removeComments: true });
const print = (node: ts.Node): string =>
  printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()).replace(/\s+/g, ' ');

/** A declaration as a reader calls or uses it, without its body. */
export function signatureOf(declaration: Declaration, name: string): string {
  if (ts.isFunctionDeclaration(declaration)) {
    const generic = declaration.typeParameters ? `<${declaration.typeParameters.map(print).join(', ')}>` : '';
    const parameters = declaration.parameters.map(parameter).join(', ');
    return `function ${name}${generic}(${parameters}): ${declaration.type ? print(declaration.type) : 'void'};`;
  }
  if (ts.isVariableDeclaration(declaration)) {
    if (declaration.type) return `const ${name}: ${print(declaration.type)};`;
    return `const ${name} = ${declaration.initializer ? print(declaration.initializer) : 'undefined'};`;
  }
  if (ts.isTypeAliasDeclaration(declaration))
    return `type ${name}${generics(declaration)} = ${print(declaration.type)};`;
  const kind = ts.isClassDeclaration(declaration) ? 'class' : 'interface';
  const bases = (declaration.heritageClauses ?? []).map((clause) => ` ${print(clause)}`).join('');
  return `${kind} ${name}${generics(declaration)}${bases} {}`;
}

function generics({
  typeParameters,
}: ts.TypeAliasDeclaration | ts.ClassLikeDeclaration | ts.InterfaceDeclaration): string {
  return typeParameters ? `<${typeParameters.map(print).join(', ')}>` : '';
}

/** Options that are taken apart in the parameter list are called `options`; `= {}` says only that they may be left out. */
function parameter(node: ts.ParameterDeclaration): string {
  const name = ts.isIdentifier(node.name) ? node.name.text : 'options';
  const spread = node.dotDotDotToken ? '...' : '';
  const type = node.type ? print(node.type) : undefined;
  const initial = node.initializer && print(node.initializer);
  if (initial === undefined) return `${spread}${name}${node.questionToken ? '?' : ''}: ${type ?? 'unknown'}`;
  if (initial === '{}') return `${name}?: ${type ?? 'object'}`;
  return `${name}${type ? `: ${type}` : ''} = ${initial}`;
}

/** A member of an interface as it is written, without `readonly`, which all results are. */
export function memberText(member: ts.TypeElement): string {
  return print(member)
    .replace(/^readonly /, '')
    .replace(/;$/, '');
}
