import path from 'node:path';
import prettier from 'prettier';
import ts from 'typescript';
import { exportsOf, findDeclaration, typesIn, type Found } from './declarations';
import { docstringOf, firstSentence } from './docstring';
import { memberText, signatureOf } from './signature';

const PROJECT = path.resolve(__dirname, '..', '..');

/** Where the reference stands. */
export const API_FOLDER = path.join(PROJECT, 'docs', 'api');

/** Files directly in `src/` share a page. Each package has one. */
const basics = new Set(['project.ts']);

/** The public names, in the order of `src/index.ts`. */
export function publicExports(): Found[] {
  return exportsOf(path.join(PROJECT, 'src', 'index.ts'));
}

/** The public names that nothing is said about. */
export function undocumented(): string[] {
  return publicExports()
    .filter(({ declaration }) => docstringOf(declaration).text === '')
    .map(({ name, file }) => `${name} (${path.relative(PROJECT, file)})`);
}

/** Every page of the reference, by its file's name, as Prettier writes it. */
export async function apiPages(): Promise<Map<string, string>> {
  const all = publicExports();
  const topics = new Map<string, Found[]>();
  for (const found of all) topics.set(topicOf(found), [...(topics.get(topicOf(found)) ?? []), found]);
  const pageOf = new Map(all.map((found) => [found.name, topicOf(found)]));
  const pages = new Map<string, string>([['README.md', index(topics)]]);
  for (const [topic, members] of topics) pages.set(`${topic}.md`, page(topic, members, pageOf));
  const options = await prettier.resolveConfig(path.join(API_FOLDER, 'README.md'));
  for (const [name, text] of pages) {
    pages.set(name, await prettier.format(text, { ...options, parser: 'markdown' }));
  }
  return pages;
}

function topicOf({ file }: Found): string {
  const [root, room] = path.relative(PROJECT, file).split(path.sep);
  if (root === 'packages') return room;
  return basics.has(room) ? 'base' : room;
}

const note = '<!-- Written by `npm run api` from the docstrings in src/, do not edit. -->\n\n';

function index(topics: ReadonlyMap<string, readonly Found[]>): string {
  const sections = [...topics].map(([topic, members]) => {
    const items = members.map(
      ({ name, declaration }) =>
        `- [\`${name}\`](${topic}.md#${anchor(name)}): ${firstSentence(docstringOf(declaration).text)}`,
    );
    return `## [${topic}](${topic}.md)\n\n${items.join('\n')}\n`;
  });
  return `${note}# API reference

What \`import { ... } from '../src/index'\` gives, in the order of the flow. Defaults stand with each option; a call that is
given something it cannot use throws an [\`InputError\`](base.md#inputerror) that names it.

${sections.join('\n')}`;
}

function page(topic: string, members: readonly Found[], pageOf: ReadonlyMap<string, string>): string {
  const shown = new Set<string>();
  return `${note}# ${topic}\n\n[All names](README.md)\n\n${members
    .map((found) => [entry(found, '##', pageOf), ...supporting(found, pageOf, shown)].join('\n'))
    .join('\n')}`;
}

/** The types that only this name's signature leads to (its options, its result), each once a page. */
function supporting(found: Found, pageOf: ReadonlyMap<string, string>, shown: Set<string>): string[] {
  const texts: string[] = [];
  const visit = ({ file, declaration }: Found, depth: number): void => {
    for (const name of typesIn(declaration)) {
      if (pageOf.has(name) || shown.has(name)) continue;
      const type = findDeclaration(file, name);
      if (!type) continue;
      shown.add(name);
      texts.push(entry(type, '###', pageOf));
      if (depth < 2) visit(type, depth + 1);
    }
  };
  visit(found, 1);
  return texts;
}

function entry(
  { name, file, declaration }: Found,
  level: string,
  pageOf: ReadonlyMap<string, string>,
): string {
  const { text, parameters, returns, throws } = docstringOf(declaration);
  const place = path.relative(PROJECT, file).split(path.sep).join('/');
  const members = ts.isInterfaceDeclaration(declaration) ? [...declaration.members].map(member) : [];
  const parts = [
    `${level} ${name}`,
    isPlain(declaration) ? '' : `\`\`\`ts\n${signatureOf(declaration, name)}\n\`\`\``,
    text,
    parameters.map((one) => `- \`${one.name}\`: ${one.text}`).join('\n'),
    members.join('\n'),
    returns ? `Returns ${lowered(returns)}` : '',
    throws.map((one) => `Throws ${one}`).join('\n\n'),
    seeAlso(declaration, pageOf),
    `[${place}](../../${place})`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** An interface that extends nothing: its members say all. */
function isPlain(declaration: Found['declaration']): boolean {
  return (
    ts.isInterfaceDeclaration(declaration) && !declaration.heritageClauses && !declaration.typeParameters
  );
}

function member(node: ts.TypeElement): string {
  const { text } = docstringOf(node);
  return `- \`${memberText(node).replace(/`/g, "'")}\`${text ? `: ${text.replace(/\s+/g, ' ')}` : ''}`;
}

/** Links to the public types that a signature mentions. */
function seeAlso(declaration: Found['declaration'], pageOf: ReadonlyMap<string, string>): string {
  const links = typesIn(declaration)
    .filter((name) => pageOf.has(name))
    .map((name) => `[\`${name}\`](${pageOf.get(name)}.md#${anchor(name)})`);
  return links.length > 0 ? `See ${links.join(', ')}.` : '';
}

/** The address that a forge gives a heading. */
function anchor(name: string): string {
  return name.toLowerCase();
}

function lowered(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}
