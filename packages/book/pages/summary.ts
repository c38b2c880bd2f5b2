import sharp from 'sharp';
import { joined, type Notebook, type Output } from '../notebook-file';

/** What the index page shows of a notebook. */
export interface Summary {
  readonly title: string;
  /** What was found: plain sentences of the paragraph that begins with `**What we find.**`, or else of the first. */
  readonly paragraph: string;
  /** Its first figures, two at most, as data URIs. */
  readonly thumbnails: readonly string[];
}

/** How many figures the index page shows of a notebook, and in what size, in pixels: sharp also on dense screens. */
const FIGURES = 2;
const WIDTH = 600;

/** How a notebook's finding begins, and about how many letters of it the index has room for. */
const FINDING = /^\*\*What we find\.?\*\*/;
const ROOM = 320;

/** Title, first paragraph and first figures; `name` is the title of a notebook that has none. */
export async function summarise(notebook: Notebook, name: string): Promise<Summary> {
  const text = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => cell.source)
    .join('\n\n');
  const title = /^#\s+(.+)$/m.exec(text)?.[1];
  const paragraphs = text.split(/\n\s*\n/).map((block) => block.trim());
  const finding = paragraphs.find((block) => FINDING.test(block));
  const paragraph = finding ?? paragraphs.find((block) => /^[\p{L}\p{N}*_"“'([`]/u.test(block));
  const thumbnails = await firstPictures(notebook);
  return {
    title: plain(title ?? name),
    paragraph: wholeSentences(plain((paragraph ?? '').replace(/^\*\*[^*]*\.\*\*\s*/, '')), ROOM),
    thumbnails,
  };
}

/** Between two sentences; not behind an abbreviation such as `Fig.`. */
const SENTENCES = /(?<=[.!?][)”"']?)(?<!\b(?:Sec|Fig|Tab|Eq|No|al|vs|cf)\.)\s+(?=[\p{Lu}\p{N}(“"*])/u;

/** As many sentences as have room, at least one: a sentence is never cut. */
function wholeSentences(text: string, room: number): string {
  let kept = '';
  for (const sentence of text.split(SENTENCES)) {
    const longer = kept === '' ? sentence : `${kept} ${sentence}`;
    if (kept !== '' && longer.length > room) break;
    kept = longer;
  }
  return kept;
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

async function firstPictures(notebook: Notebook): Promise<string[]> {
  const found: string[] = [];
  for (const output of notebook.cells.flatMap(({ outputs }) => outputs ?? [])) {
    const picture = pictureOf(output);
    if (!picture) continue;
    const small = await sharp(picture, { limitInputPixels: 1e9 })
      .resize({ width: WIDTH, height: WIDTH, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .webp({ quality: 80 })
      .toBuffer()
      // A picture that cannot be read makes the index plainer, no more.
      .catch(() => undefined);
    if (small) found.push(`data:image/webp;base64,${small.toString('base64')}`);
    if (found.length === FIGURES) break;
  }
  return found;
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
