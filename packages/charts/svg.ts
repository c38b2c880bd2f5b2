import { fontFaces } from './font';
import { printable } from './text';

/**
 * Plotly's SVG made fit for a file: the random number in its ids replaced by a fixed one, so that the same
 * figure gives the same file; each marker's shape written once, which makes a scatter grid five times
 * smaller; and its font embedded, so that it looks the same everywhere.
 */
export function finishSvg(svg: string): string {
  const small = shareMarkers(dropUnusedClips(settleIds(wellFormed(svg))));
  const text = decode(small.replace(/<[^>]*>/g, ''));
  const bold = /font-weight:\s*(bold|[6-9]00)/.test(small);
  const faces = fontFaces(text, { bold });
  return faces === '' ? small : small.replace(/<svg [^>]*>/, (open) => `${open}<style>${faces}</style>`);
}

/** Without the characters that XML does not know, written out or by their numbers: no viewer would open the file. */
function wellFormed(svg: string): string {
  return printable(svg).replace(/&#(x[0-9a-f]+|\d+);/gi, (reference, code: string) => {
    const point = /^x/i.test(code) ? parseInt(code.slice(1), 16) : Number(code);
    const known = point <= 0x10ffff && printable(String.fromCodePoint(point)) === String.fromCodePoint(point);
    return known ? reference : '\ufffd';
  });
}

function settleIds(svg: string): string {
  const uid = /id="defs-([0-9a-f]{6})"/.exec(svg)?.[1];
  return uid === undefined ? svg : svg.replaceAll(uid, 'figure');
}

/** Plotly defines a clip for each pair of axes, 100 for ten panels, and uses ten of them. */
function dropUnusedClips(svg: string): string {
  const used = new Set([...svg.matchAll(/url\(['"]?#([^'")]+)['"]?\)/g)].map(([, id]) => id));
  return svg.replace(/<clipPath[^>]* id="([^"]+)"[^>]*>.*?<\/clipPath>/g, (clip: string, id: string) =>
    used.has(id) ? clip : '',
  );
}

/** Points of the same shape and style become `<use>` of one path. */
function shareMarkers(svg: string): string {
  const shapes = new Map<string, string>();
  const body = svg.replace(
    /<path class="point[^"]*" transform="translate\(([-\d.]+),([-\d.]+)\)" (d="[^"]*" style="[^"]*")\/>/g,
    (_, x: string, y: string, shape: string) => {
      const id = shapes.get(shape) ?? `marker${shapes.size}`;
      shapes.set(shape, id);
      return `<use xlink:href="#${id}" x="${x}" y="${y}"/>`;
    },
  );
  if (shapes.size === 0) return svg;
  const paths = [...shapes].map(([shape, id]) => `<path id="${id}" ${shape}/>`).join('');
  return body.replace(/<svg [^>]*>/, (open) => `${open}<defs>${paths}</defs>`);
}

/** Character references as their characters: they count when choosing which part of the font is needed. */
function decode(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
