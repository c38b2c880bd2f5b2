import { writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * What TypeScript says of files, text by name, in `app`: the messages of each. They are one program, which reads the types of the packages
 * once; what is wrong with none of them in particular is an error of the first.
 */
export function diagnostics(
  app: string,
  files: Readonly<Record<string, string>>,
  options: ts.CompilerOptions,
): string[][] {
  const names = Object.keys(files).map((name) => path.join(app, name));
  Object.values(files).forEach((text, i) => writeFileSync(names[i], text));
  const program = ts.createProgram(names, {
    ...options,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [path.join(app, 'node_modules/@types')],
  });
  const found: string[][] = names.map(() => []);
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const at = names.findIndex((name) => file && path.resolve(file.fileName) === name);
    found[Math.max(0, at)].push(ts.flattenDiagnosticMessageText(messageText, '\n'));
  }
  return found;
}
