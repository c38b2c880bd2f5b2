import path from 'node:path';

/**
 * Makes relative links in the text of a page (not in its outputs) right for the book: to another notebook of the
 * book, its page; to anything else, the file itself, seen from the output folder.
 *
 * @param body a page's body; text stands between the marks that the template sets.
 * @param folder the notebook's folder, to which its links are relative.
 * @param out the output folder.
 * @param pages names of the notebooks in the book.
 */
export function adaptLinks(body: string, folder: string, out: string, pages: ReadonlySet<string>): string {
  return body.replace(/<!--text-->[\s\S]*?<!--\/text-->/g, (text) =>
    text.replace(/(<a\b[^>]*?\shref=")([^"#]+)(#[^"]*)?(")/g, (whole, before, href, hash = '', after) => {
      if (/^([a-z][a-z0-9+.-]*:|\/)/i.test(href)) return whole;
      const name = path.basename(href, '.ipynb');
      if (href.endsWith('.ipynb') && pages.has(decode(name))) return `${before}${name}.html${hash}${after}`;
      return `${before}${path.posix.normalize(`${address(path.relative(out, folder))}/${href}`)}${hash}${after}`;
    }),
  );
}

/** A folder as part of an address, whatever its name holds. */
function address(folder: string): string {
  return folder === '' ? '.' : folder.split(path.sep).map(encodeURIComponent).join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
