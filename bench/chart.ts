/** Lines over a logarithmic x axis and a logarithmic y axis, as SVG. */
export interface Chart {
  title: string;
  x_label: (x: number) => string;
  lines: { name: string; points: [number, number][] }[];
}

const [WIDTH, HEIGHT] = [860, 440];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 250, 48, 44];
const COLOURS = [
  ...['#2563eb', '#dc2626', '#059669', '#d97706', '#7c3aed', '#0891b2', '#be185d', '#4d7c0f'],
  ...['#1e3a8a', '#7f1d1d', '#6ee7b7', '#fcd34d', '#c4b5fd', '#155e75', '#f9a8d4', '#a3a3a3'],
];
const STEPS = [1, 2, 5];

/** Pure: the same lines give the same bytes. */
export function chart({ title, x_label, lines }: Chart): string {
  const all = lines.flatMap(({ points }) => points);
  const xs = [...new Set(all.map(([x]) => x))].toSorted((a, b) => a - b);
  const ys = ticks(Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y)));
  const x = scale(Math.min(...xs), Math.max(...xs), LEFT, WIDTH - RIGHT);
  const y = scale(ys[0] ?? 1, ys.at(-1) ?? 10, HEIGHT - BOTTOM, TOP);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(LEFT, 26, title, 'font-size="15" font-weight="600"'),
    ...ys.flatMap((tick) => [
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" stroke="#e5e7eb"/>`,
      text(LEFT - 8, y(tick) + 4, `${tick} ms`, 'text-anchor="end" fill="#4b5563"'),
    ]),
    ...xs.map((tick) => text(x(tick), HEIGHT - BOTTOM + 22, x_label(tick), 'text-anchor="middle" fill="#4b5563"')),
    ...lines.flatMap(({ name, points }, index) => line(name, points, index, x, y)),
    '</svg>',
  ].join('\n');
}

type Scale = (value: number) => number;

function line(name: string, points: [number, number][], index: number, x: Scale, y: Scale): string[] {
  const colour = COLOURS[index % COLOURS.length];
  const path = points.map(([px, py]) => `${x(px)},${y(py)}`).join(' ');
  const legend_y = TOP + 14 + index * 22;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(([px, py]) => `<circle cx="${x(px)}" cy="${y(py)}" r="3.5" fill="${colour}"/>`),
    `<rect x="${WIDTH - RIGHT + 24}" y="${legend_y - 9}" width="14" height="4" fill="${colour}"/>`,
    text(WIDTH - RIGHT + 46, legend_y - 3, name, 'fill="#111827"'),
  ];
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${content}</text>`;
}

/** Maps a value to a coordinate, by its logarithm. */
function scale(from: number, to: number, start: number, end: number): Scale {
  const span = Math.log(to / from) || 1;
  return (value) => Math.round((start + (Math.log(value / from) / span) * (end - start)) * 10) / 10;
}

/** 1, 2, 5, 10, … from at most the least to at least the greatest value. */
function ticks(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.ceil(Math.log10(greatest)) - first + 1 }, (_, n) => first + n);
  const all = decades.flatMap((decade) => STEPS.map((step) => Number((step * 10 ** decade).toPrecision(1))));
  const from = Math.max(
    0,
    all.findLastIndex((tick) => tick <= least),
  );
  const to = all.findIndex((tick) => tick >= greatest);
  return all.slice(from, to + 1);
}
