import { createHash } from 'node:crypto';
import { type OtlpTraces, readSpans } from './otlp';
import { BODY, SCRIPT, STYLE } from './pageFiles';
import { reportData, type ReportData } from './reportData';
import { clean, plural } from './text';

/** Whatever a span says, nothing but this page's own script and style counts, and nothing is fetched. */
const POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`;

/** How {@link renderHtmlReport} writes. */
export interface HtmlReportOptions {
  /** The page's heading. Default `Traces`. */
  readonly title?: string | undefined;
  /** What traces are about, by trace id: stands above them. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes traces as one HTML page that needs nothing else: no network, no fonts, no other file. A trace that links to
 * another one comes after it. Several requests make one page; spans of one trace may come in several of them.
 *
 * What spans say is never markup: it is JSON in a data block, the page's script puts it into text nodes only, and the
 * page's content security policy runs no other script and loads nothing.
 */
export function renderHtmlReport(otlp: OtlpTraces | readonly OtlpTraces[], options: HtmlReportOptions = {}): string {
  const data = reportData(readSpans(otlp), options.labels);
  const title = escapeHtml(clean(options.title ?? 'Traces'));
  // In one go: a title may look like a placeholder.
  const body = BODY.replace(/\{\{(title|summary)\}\}/g, (_, name) => (name === 'title' ? title : summarize(data)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${jsonInHtml(data)}</script>
<script type="module">${SCRIPT}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function summarize({ spans, traces }: ReportData): string {
  const failed = spans.filter((span) => span.failed).length;
  const parts = [
    plural(spans.length, 'span'),
    plural(traces.length, 'trace'),
    ...(failed > 0 ? [plural(failed, 'error')] : []),
  ];
  return parts.join(' · ');
}

/**
 * Without `<` no text can end the script element, or start a comment in it.
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
function jsonInHtml(data: ReportData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
