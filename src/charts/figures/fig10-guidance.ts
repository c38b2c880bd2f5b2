import { annotation } from '../annotation';
import type { Figure } from '../figure';
import type { FigureOptions } from '../figure-options';
import { headingFor } from '../heading';
import { resolveLook } from '../look';
import { type Drawing, madeFigure } from '../made';
import { baseLayout, colours, fontSize, greyInk, ink } from '../theme';

/** A box of the diagram: its place in CSS pixels, and its words. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly lines: readonly string[];
  readonly colour: string;
  /** What a pointer over the box says. */
  readonly note: string;
}

const size = { height: 46, plot: 238 };
const colour = { frozen: colours.sky, trained: colours.orange, data: '#bbbbbb' };
const upper = 24;
const lower = 150;

const boxes: readonly Box[] = [
  { x: 0, y: lower, width: 62, lines: ['LR image'], colour: colour.data, note: 'of unknown degradation' },
  {
    x: 100,
    y: upper,
    width: 150,
    lines: ['SRGAN-wGR', 'Conv1, RB1 ... RB16'],
    colour: colour.frozen,
    note: 'trained on clean images alone; not trained any further',
  },
  {
    x: 280,
    y: upper,
    width: 120,
    lines: ['encoder', '2 convolutions, mean'],
    colour: colour.trained,
    note: 'strides of 2; the mean over the image',
  },
  {
    x: 430,
    y: upper,
    width: 96,
    lines: ['one vector', 'v'],
    colour: colour.trained,
    note: 'the degradation in 64 numbers',
  },
  { x: 100, y: lower, width: 62, lines: ['Conv1'], colour: colour.trained, note: 'one convolution' },
  ...['RRDB 1', 'RRDB k', 'RRDB n'].map((block, i): Box => ({
    x: 196 + 114 * i,
    y: lower,
    width: 92,
    lines: [block, '(1 + γ) x + β'],
    colour: colour.trained,
    note: 'γ and β of each channel: one dense layer of v a block',
  })),
  {
    x: 538,
    y: lower,
    width: 76,
    lines: ['upsampling', 'x3'],
    colour: colour.trained,
    note: 'pixel shuffle, two convolutions; the bilinearly upsampled input is added',
  },
  { x: 632, y: lower, width: 54, lines: ['output'], colour: colour.data, note: 'three times as large' },
];

/** Polylines that end in an arrow, CSS pixels. */
const arrows: readonly (readonly (readonly [number, number])[])[] = [
  [
    [31, lower],
    [31, upper + 23],
    [100, upper + 23],
  ],
  [
    [250, upper + 23],
    [280, upper + 23],
  ],
  [
    [400, upper + 23],
    [430, upper + 23],
  ],
  [
    [62, lower + 23],
    [100, lower + 23],
  ],
  [
    [162, lower + 23],
    [196, lower + 23],
  ],
  [
    [288, lower + 23],
    [310, lower + 23],
  ],
  [
    [402, lower + 23],
    [424, lower + 23],
  ],
  [
    [516, lower + 23],
    [538, lower + 23],
  ],
  [
    [614, lower + 23],
    [632, lower + 23],
  ],
  ...[242, 356, 470].map((x): [number, number][] => [
    [478, 110],
    [x, 110],
    [x, lower],
  ]),
];

/**
 * How deep degradation representations guide a blind super-resolution network (Sec. 5): what a frozen SRGAN sees in the LR
 * image becomes one vector, which scales and shifts the channels of each block. A diagram, the same each time.
 */
export function guidanceDiagram(options: FigureOptions = {}): Figure {
  return madeFigure(draw, options);
}

function draw(options: FigureOptions): Drawing {
  const { name = 'fig10-guidance', title } = options;
  const look = resolveLook(options, 'double');
  const width = 687;
  const heading = headingFor(look, look.width);
  const layout = baseLayout(
    { width: look.width, height: size.plot + heading.height },
    { left: 0, right: 0, top: heading.height, bottom: 0 },
    look,
  );
  const flat = { visible: false, fixedrange: true };
  const lines = [
    ...arrows,
    [
      [478, upper + size.height],
      [478, 110],
    ] as const,
  ];
  Object.assign(layout, heading.layout, {
    xaxis: { ...flat, range: [-1, width - 1] },
    yaxis: { ...flat, range: [size.plot, 0] },
    shapes: [
      ...lines.flatMap((line) => {
        const path = `M${line.map(([x, y]) => `${x},${y}`).join('L')}`;
        return [{ type: 'path', path, line: { color: ink, width: 1 } }];
      }),
      ...arrows.map((line) => ({ type: 'path', path: head(line), fillcolor: ink, line: { width: 0 } })),
      ...boxes.map(({ x, y, width: across, colour: fill }) => ({
        type: 'rect',
        x0: x,
        x1: x + across,
        y0: y,
        y1: y + size.height,
        fillcolor: fill,
        opacity: 0.35,
        line: { width: 0 },
      })),
    ],
    annotations: [
      ...boxes.flatMap(({ x, y, width: across, lines: words }) =>
        words.map((word, i) =>
          label(word, x + across / 2, y + size.height / 2 + 15 * (i - (words.length - 1) / 2), i > 0),
        ),
      ),
      label('guide (frozen)', 175, upper - 10, true, greyInk),
      label('trained', 403, upper - 10, true, greyInk),
      label('super-resolution network (trained)', 356, lower + size.height + 14, true, greyInk),
    ],
  });
  // The boxes under the pointer.
  const data = [
    {
      type: 'scatter',
      mode: 'markers',
      uid: 's0',
      x: boxes.map((box) => box.x + box.width / 2),
      y: boxes.map((box) => box.y + size.height / 2),
      hovertext: boxes.map((box) => box.note),
      hoverinfo: 'text',
      marker: { size: 40, color: 'rgba(0,0,0,0)' },
    },
  ];
  return { name, ...(title === undefined ? {} : { title }), data, layout, width: options.width ?? 'double' };
}

function label(text: string, x: number, y: number, small: boolean, color: string = ink): object {
  const font = { size: small ? fontSize.small : fontSize.normal, color };
  return annotation(text, x, y, { xref: 'x', yref: 'y', yanchor: 'middle', font });
}

/** A triangle at the end of a polyline. */
function head(line: readonly (readonly [number, number])[]): string {
  const [fromX, fromY] = line[line.length - 2];
  const [x, y] = line[line.length - 1];
  const along = [Math.sign(x - fromX), Math.sign(y - fromY)];
  const corner = (side: number): string =>
    `${x - 7 * along[0] + 3.5 * side * along[1]},${y - 7 * along[1] + 3.5 * side * along[0]}`;
  return `M${x},${y}L${corner(1)}L${corner(-1)}Z`;
}
