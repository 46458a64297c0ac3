/** The colours of the picture: on light ground, on dark ground. */
const PALETTE: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  card: ['#ffffff', '#161a1f'],
  line: ['#e3e6ea', '#272e36'],
  ink: ['#1a1f26', '#e4e8ec'],
  muted: ['#5f6873', '#98a2ad'],
  accent: ['#1f6feb', '#6cb0ff'],
  internal: ['#93a0b0', '#7c8998'],
  server: ['#2e9e6b', '#44b883'],
  client: ['#4483d8', '#5e9bec'],
  producer: ['#d18a17', '#e0a53d'],
  consumer: ['#8a63d2', '#a687e6'],
  failed: ['#bb2d2d', '#f07575'],
};

/** Custom properties for a picture, which follows the light or dark preference of its reader. */
export function pictureColors(): string {
  const dark = declarations((shades) => shades[1]);
  return `:root{${declarations((shades) => shades[0])}}@media (prefers-color-scheme:dark){:root{${dark}}}`;
}

function declarations(valueOf: (shades: readonly [string, string]) => string): string {
  return Object.entries(PALETTE)
    .map(([name, shades]) => `--${name}:${valueOf(shades)}`)
    .join(';');
}
