import { button, element } from '../dom.mjs';
import { plural } from '../format.mjs';

/**
 * What stands in the place of an empty list: what to do so that it fills.
 *
 * @param {import('../../src/model/source').MessageList} list
 * @param {import('../../src/model/source').Filter} filter
 * @param {boolean} live
 * @param {() => void} clear
 */
export function emptyText({ kept }, filter, live, clear) {
  if (Object.values(filter).some((value) => value !== undefined)) {
    return [
      element('h2', {}, 'No message is like that'),
      element('p', {}, `${plural(kept.messages, 'message')} and ${plural(kept.spans, 'span')} are here.`),
      button({ class: 'wide' }, 'Show all', clear),
    ];
  }
  if (!live) return [element('h2', {}, 'This page has no spans')];
  return [
    element('h2', {}, 'Nothing has come in yet'),
    element(
      'p',
      {},
      'Start a process that exports its spans to this address. It appears here by itself, in any language:',
    ),
    element(
      'pre',
      {},
      `OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin} OTEL_SERVICE_NAME=web \\\n  node --require opentelemetry-instrumentation-sqs/register app.js`,
    ),
  ];
}
