/** The colours of DESIGN's pairs, as the browser computes them from any accent, measured by WCAG 2.2. */
import { equal, ok } from '../outbox/assert.js';
import { fakeChat } from './fake-chat.js';
import { mount, unmountAll } from './mount.js';

const TEXT = 4.5;
const EDGE = 3;

/** Foreground, backgrounds, least ratio. */
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ['text', ['surface', 'surface-raised', 'surface-sunken', 'surface-hover', 'own', 'note', 'accent-tint'], TEXT],
  ['text-muted', ['surface', 'surface-raised', 'surface-sunken', 'surface-hover', 'own', 'note'], TEXT],
  ['accent-text', ['surface', 'surface-raised', 'surface-sunken', 'own', 'accent-tint'], TEXT],
  ['on-accent', ['accent-fill'], TEXT],
  ['on-signal', ['signal'], TEXT],
  ['signal', ['surface', 'surface-sunken'], TEXT],
  ['danger', ['surface', 'surface-sunken'], TEXT],
  ['line-strong', ['surface', 'surface-raised'], EDGE],
  ['focus', ['surface', 'surface-sunken', 'own'], EDGE],
  ['online', ['surface'], EDGE],
];

/** The default, and what hosts set: dark, bright, grey, and the ends of the scale. */
const ACCENTS = [
  '#265c4b',
  '#7a3ff2',
  '#f2b705',
  '#e11d48',
  '#0ea5e9',
  '#22c55e',
  '#808080',
  '#000000',
  '#ffffff',
  '#ffff00',
  '#0000ff',
];

const canvas = document.createElement('canvas');
canvas.width = canvas.height = 1;
const context = canvas.getContext('2d', { willReadFrequently: true })!;

/** sRGB as it is drawn, whatever notation it was computed in. */
const drawn = (colour: string): [number, number, number] => {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0, a] = context.getImageData(0, 0, 1, 1).data;
  ok(a === 255, `${colour} is opaque`);
  return [r, g, b];
};

const luminance = (colour: string): number => {
  const [r, g, b] = drawn(colour).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const ratio = (one: string, other: string): number => {
  const [a, b] = [luminance(one), luminance(other)].sort((x, y) => y - x) as [number, number];
  return (a + 0.05) / (b + 0.05);
};

describe('Contrast', () => {
  afterEach(unmountAll);

  it('measures as WCAG does', () => {
    equal([ratio('#000', '#fff'), Math.round(ratio('#777', '#fff') * 100) / 100], [21, 4.48]);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`is enough for every pair of colours in ${theme}, whichever accent the page sets`, async () => {
      const { element, $, ready } = await mount(fakeChat(), { theme });
      await ready();
      const probe = document.createElement('span');
      $('.panel').append(probe);
      const colour = (token: string) => {
        probe.style.setProperty('color', `var(--crm-chat-${token})`);
        return getComputedStyle(probe).color;
      };
      const poor: string[] = [];
      for (const accent of ACCENTS) {
        element.style.setProperty('--crm-chat-accent', accent);
        for (const [front, backs, least] of PAIRS)
          for (const back of backs) {
            const measured = ratio(colour(front), colour(back));
            if (measured < least) poor.push(`${accent}: ${front} on ${back} is ${measured.toFixed(2)}`);
          }
      }
      equal(poor, []);
    });
  }
});
