import { createHash } from 'node:crypto';
import type { PageData } from '../../../src/model/source';
import { BODY, SCRIPT, STYLE } from '../../../src/pageFiles';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const POLICY = `default-src 'none'; script-src ${hash(SCRIPT)}; style-src ${hash(STYLE)}; connect-src 'self'; base-uri 'none'; form-action 'none'`;

export function pageOf(data: PageData): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${data.title}</title>
<style>${STYLE}</style>
</head>
<body>
${BODY.replace('{{title}}', () => data.title)}
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script type="module">${SCRIPT}</script>
</body>
</html>
`;
}
