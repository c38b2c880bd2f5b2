import type { Cell } from '../notebook-file';
import { escapeHtml } from './html';

/**
 * Links names in the text to the cells that hold them: `<code>degradations</code>` leads to the cell that declares it,
 * `<code>analyse</code>` to the first that calls it. Only inline code that is one name, or a call of one, and that is
 * no link already.
 *
 * @param body a page's body; text stands between the marks that the template sets.
 */
export function linkCode(body: string, cells: readonly Cell[]): string {
  const places = placesOfNames(cells);
  return body.replace(/<!--text-->[\s\S]*?<!--\/text-->/g, (text) =>
    text.replace(
      /<(a|pre)\b[\s\S]*?<\/\1>|<code>([A-Za-z_$][\w$]*)(\(\.{0,3}…?\))?<\/code>/g,
      (whole, outer, name) => {
        const cell = outer ? undefined : places.get(name);
        return cell === undefined ? whole : `<a class="to-code" href="#${escapeHtml(cell)}">${whole}</a>`;
      },
    ),
  );
}

/** The id of the cell where each name is declared, or, for imported ones, first called. */
export function placesOfNames(cells: readonly Cell[]): Map<string, string> {
  const places = new Map<string, string>();
  const code = cells.filter((cell) => cell.cell_type === 'code' && cell.id !== undefined);
  const imported = new Set<string>();
  for (const { id, source } of code) {
    const bare = withoutText(source);
    for (const [, names] of bare.matchAll(/\bimport\s+(?:type\s+)?\{([^}]*)\}/g)) {
      for (const name of namesIn(names)) imported.add(name);
    }
    for (const [, names, name] of bare.matchAll(
      /^\s*(?:export\s+)?(?:const|let|var)\s+(?:[{[]([^}\]=]*)[}\]]|([\w$]+))/gm,
    )) {
      for (const each of name ? [name] : namesIn(names)) if (!places.has(each)) places.set(each, id!);
    }
    for (const [, name] of bare.matchAll(
      /^\s*(?:export\s+)?(?:async\s+)?(?:function\*?|class|interface|type)\s+([\w$]+)/gm,
    )) {
      if (!places.has(name)) places.set(name, id!);
    }
    for (const [, name] of bare.matchAll(/\b([\w$]+)\s*\(/g)) {
      if (imported.has(name) && !places.has(name)) places.set(name, id!);
    }
  }
  return places;
}

/** `a`, `b` of `a, x: b, c as b = 1`: the names that a list binds. */
function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((part) => /([\w$]+)\s*(?:=.*)?$/.exec(part.trim().replace(/^type\s+/, ''))?.[1])
    .filter((name): name is string => name !== undefined);
}

/** Code without comments and strings, so that words in them count for nothing. */
function withoutText(source: string): string {
  return source.replace(/\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (text) =>
    text.startsWith('/') ? '' : "''",
  );
}
