import sharp from 'sharp';
import type { Notebook, Output } from '../notebook-file';
import { joined } from '../notebook-file';

/** What the index page shows of a notebook. */
export interface Summary {
  readonly title: string;
  /** The first paragraph of text, plain. */
  readonly paragraph: string;
  /** The first figure, as a data URI. */
  readonly thumbnail?: string;
}

/** Width of the pictures on the index page, in pixels: sharp also on dense screens. */
const WIDTH = 720;

/** Title, first paragraph and first figure; `name` is the title of a notebook that has none. */
export async function summarise(notebook: Notebook, name: string): Promise<Summary> {
  const text = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => cell.source)
    .join('\n\n');
  const title = /^#\s+(.+)$/m.exec(text)?.[1];
  const paragraph = text.split(/\n\s*\n/).find((block) => /^[\p{L}\p{N}*_"“'([`]/u.test(block.trim()));
  const thumbnail = await firstPicture(notebook);
  return { title: plain(title ?? name), paragraph: plain(paragraph ?? ''), thumbnail };
}

/** Markdown's text without its marks. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/(\*\*|\*|`|(?<!\w)_|_(?!\w))/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

async function firstPicture(notebook: Notebook): Promise<string | undefined> {
  for (const cell of notebook.cells) {
    for (const output of cell.outputs ?? []) {
      const picture = pictureOf(output);
      if (!picture) continue;
      const small = await sharp(picture, { limitInputPixels: 1e9 })
        .resize({ width: WIDTH, withoutEnlargement: true })
        .flatten({ background: '#fff' })
        .webp({ quality: 82 })
        .toBuffer()
        // A picture that cannot be read makes the index plainer, no more.
        .catch(() => undefined);
      if (small) return `data:image/webp;base64,${small.toString('base64')}`;
    }
  }
  return undefined;
}

/** The bytes of a picture in an output: of its own, or the first that its HTML holds. */
function pictureOf({ data }: Output): Buffer | undefined {
  if (!data) return undefined;
  for (const type of ['image/png', 'image/jpeg', 'image/svg+xml']) {
    const content = data[type] as string | string[] | undefined;
    if (content) return Buffer.from(joined(content), type.endsWith('xml') ? 'utf8' : 'base64');
  }
  const html = joined(data['text/html'] as string | string[] | undefined);
  const inHtml = /<img[^>]*\ssrc=["']data:image\/[\w.+-]+;base64,([A-Za-z0-9+/=]+)["']/.exec(html);
  return inHtml ? Buffer.from(inHtml[1], 'base64') : undefined;
}
