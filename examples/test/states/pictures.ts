/** Pictures that look like some, drawn in the page: the same name, the same picture. */
const HUES = [205, 32, 152, 268];

const hueOf = (name: string): number =>
  HUES[Array.from(name).reduce((sum, one) => sum + (one.codePointAt(0) ?? 0), 0) % 4] ?? 0;

function paint(context: CanvasRenderingContext2D, hue: number, width: number, height: number): void {
  const box = (colour: string, x: number, y: number, w: number, h: number) => {
    context.fillStyle = colour;
    context.fillRect(x * width, y * height, w * width, h * height);
  };
  box(`hsl(${hue} 30% 82%)`, 0, 0, 1, 1);
  box('hsl(35 8% 62%)', 0, 0.7, 1, 0.3);
  box(`hsl(${hue} 14% 58%)`, 0.08, 0.32, 0.46, 0.4);
  box(`hsl(${hue} 20% 34%)`, 0.3, 0.46, 0.16, 0.26);
  box('hsl(40 30% 94%)', 0.56, 0.5, 0.24, 0.2);
  box('hsl(18 65% 45%)', 0.8, 0.56, 0.1, 0.14);
  for (const x of [0.62, 0.84]) {
    context.fillStyle = '#23201b';
    context.beginPath();
    context.arc(x * width, 0.72 * height, 0.035 * width, 0, 2 * Math.PI);
    context.fill();
  }
}

export function drawing(name: string, [width, height] = [640, 480]): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws nothing.');
  paint(context, hueOf(name), canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('No picture came.'))), 'image/png');
  });
}

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  pdf: 'application/pdf',
  csv: 'text/csv',
  txt: 'text/plain',
  exe: 'application/x-msdownload',
};

/** A file as somebody picks it; `large` in its name makes it larger than may be. */
export async function fileOf(name: string): Promise<File> {
  const type = TYPES[name.split('.').at(-1) ?? ''] ?? '';
  const content =
    type === 'image/png' ? await drawing(name) : 'x'.repeat(name.includes('large') ? 11 * 2 ** 20 : 84_000);
  return new File([content], name, { type });
}
