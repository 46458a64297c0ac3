import { createHash } from 'node:crypto';
import type { PageData } from './model/source';
import { BODY, SCRIPT, STYLE } from './pageFiles';
import { clean } from './words/text';

/** The page, and the policy that goes with it: as a header where there is a server. */
export interface RenderedPage {
  readonly html: string;
  readonly policy: string;
}

/** Writes the page around its data. */
export function renderPage(data: PageData): RenderedPage {
  const title = escapeHtml(clean(data.title));
  const policy = policyOf(data);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${BODY.replaceAll('{{title}}', () => title)}
<script type="application/json" id="data">${jsonInHtml(data)}</script>
<script type="module">${SCRIPT}</script>
</body>
</html>
`;
  return { html, policy };
}

/** Whatever a span says, nothing but this page's own script and style counts; a live page asks its own server. */
function policyOf({ live }: PageData): string {
  const parts = ["default-src 'none'", `script-src ${hashOf(SCRIPT)}`, `style-src ${hashOf(STYLE)}`];
  parts.push('img-src data:');
  if (live) parts.push("connect-src 'self'");
  return [...parts, "base-uri 'none'", "form-action 'none'"].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * Without `<` no text can end the script element, or start a comment in it.
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
function jsonInHtml(data: PageData): string {
  return jsonOf(data).replaceAll('<', '\\u003c');
}

/** 64 bits are text in OTLP JSON. Who calls this from JavaScript may have them as `bigint`, of which JSON knows nothing. */
function jsonOf(data: PageData): string {
  try {
    return JSON.stringify(data);
  } catch (error) {
    // To be asked for each value makes it slow.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(data, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
