import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Claims as they stand in the source of the studies, each an object literal with an id and a threshold. */
interface Written {
  readonly file: string;
  readonly texts: Record<string, string | undefined>;
}

const folder = path.join(__dirname, '..', '..', 'src', 'studies');
const claims = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('claims.ts'))
  .flatMap(claimsIn);

function claimsIn(file: string): Written[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(folder, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Written[] = [];
  const constants = new Map<string, ts.Expression>();
  // The text of a literal, of literals put together with `+`, of a constant; undefined for anything else.
  const textOf = (node: ts.Expression): string | undefined => {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isIdentifier(node)) {
      const value = constants.get(node.text);
      return value && textOf(value);
    }
    if (!ts.isBinaryExpression(node)) return undefined;
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  };
  const textsOf = (node: ts.ObjectLiteralExpression): Written['texts'] => {
    const texts: Written['texts'] = {};
    for (const property of node.properties) {
      if (ts.isPropertyAssignment(property)) texts[property.name.getText()] = textOf(property.initializer);
      if (ts.isShorthandPropertyAssignment(property)) texts[property.name.text] = textOf(property.name);
      // A claim may begin as another one: `{ ...other, id: ... }`.
      if (!ts.isSpreadAssignment(property) || !ts.isIdentifier(property.expression)) continue;
      const other = constants.get(property.expression.text);
      if (other && ts.isObjectLiteralExpression(other)) Object.assign(texts, textsOf(other));
    }
    return texts;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      constants.set(node.name.text, node.initializer);
    }
    if (ts.isObjectLiteralExpression(node)) {
      const texts = textsOf(node);
      if ('id' in texts && 'threshold' in texts) found.push({ file, texts });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('there are claims', () => expect(claims.length).toBeGreaterThanOrEqual(4));

it('each has an id of its own: a claim that several notebooks check is defined once', () => {
  const ids = claims.map(({ texts, file }) => texts.id ?? `no plain id in ${file}`);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

describe.each(claims.map(({ file, texts }) => [texts.id ?? '?', file, texts] as const))(
  '%s (%s)',
  (id, _, texts) => {
    it('has a section, a text, a threshold and a reason', () => {
      expect(id).toMatch(/^[A-Z0-9][A-Za-z0-9.]*-[a-z0-9.-]+$/);
      expect(texts.section).toMatch(
        /^(Sec|App|Fig|Tab)\. |^[A-Z]\.\d|, beyond the papers?$|^Beyond both papers$/,
      );
      for (const key of ['text', 'threshold', 'reason']) {
        // A template with a number in it is a text, too; what must not be is an empty one.
        if (texts[key] !== undefined) expect(texts[key].length, key).toBeGreaterThan(10);
        expect(texts, `${id} lacks ${key}`).toHaveProperty(key);
      }
    });
  },
);
