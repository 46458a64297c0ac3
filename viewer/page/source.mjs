import * as model from '../src/model';
import { writeFilter } from './address.mjs';

/** @typedef {import('../src/model/source').TraceSource} TraceSource */
/** @typedef {import('../src/model/source').PageData} PageData */

/** Spans that are taken at once: between two portions the page answers to the reader. */
const PORTION = 2000;
/** As long as a browser waits by itself. Milliseconds. */
const TRY_AGAIN = 3000;

/**
 * Answers of the server that sent the page, or of the spans inside it.
 *
 * @param {PageData} data
 * @param {(share: number) => void} progress how much has been read
 * @returns {Promise<TraceSource>}
 */
export async function openSource(data, progress) {
  return data.live ? liveSource() : savedSource(data, progress);
}

/** @returns {TraceSource} */
function liveSource() {
  return {
    messages: (filter, { offset, limit }) => ask('messages', filter, { offset, limit }),
    message: (id) => ask('message', {}, { id }),
    map: (filter) => ask('map', filter),
    plots: (filter) => ask('plots', filter),
    watch,
  };
}

/**
 * A browser has six connections to a server, over all its tabs: one that nobody sees takes none, or the seventh would never
 * be answered. https://developer.mozilla.org/en-US/docs/Web/API/EventSource
 *
 * @param {() => void} changed
 * @param {(error: Error) => void} [lost]
 */
function watch(changed, lost) {
  /** @type {EventSource | undefined} */
  let events;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again;
  const close = () => {
    clearTimeout(again);
    events?.close();
    events = undefined;
  };
  const onVisibility = () => {
    close();
    if (document.hidden) return;
    events = new EventSource('api/watch');
    events.addEventListener('changed', changed);
    // Until it is open, nobody tells what is new: also at the first time, after the first answers.
    events.addEventListener('open', changed);
    events.addEventListener('error', () => {
      lost?.(new Error('the connection is lost'));
      // After an answer that is no stream, as of a proxy that finds no viewer, a browser does not try again.
      if (events?.readyState === EventSource.CLOSED) again = setTimeout(onVisibility, TRY_AGAIN);
    });
  };
  onVisibility();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}

/**
 * @param {string} what
 * @param {import('../src/model/source').Filter} filter
 * @param {Record<string, string | number>} [more]
 */
async function ask(what, filter, more = {}) {
  const query = writeFilter(filter);
  for (const name in more) query.set(name, String(more[name]));
  const response = await fetch(`api/${what}?${query.toString()}`);
  // Something else may listen there by now.
  if (response.status === 404 && what === 'message') return undefined;
  if (!response.ok) throw new Error(`the viewer answered ${response.status}`);
  return response.json();
}

/**
 * @param {PageData & { live: false }} data
 * @param {(share: number) => void} progress
 */
async function savedSource(data, progress) {
  const { add, source } = model.createModel({
    labels: data.labels,
    // They are here already, and whoever saved them chose how many.
    maxSpans: Infinity,
    maxBytes: Infinity,
  });
  for (const [index, request] of data.otlp.entries()) {
    for (const portion of portions(request)) {
      add(portion);
      progress(index / data.otlp.length);
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  return source;
}

/**
 * A request in parts, so that no part takes long.
 *
 * @param {any} request
 */
function* portions(request) {
  if (!Array.isArray(request?.resourceSpans)) {
    yield request;
    return;
  }
  for (const group of request.resourceSpans) {
    const { scopeSpans, ...resource } = group ?? {};
    if (!Array.isArray(scopeSpans)) {
      yield { resourceSpans: [group] };
      continue;
    }
    for (const part of scopeSpans) {
      const count = Array.isArray(part?.spans) ? part.spans.length : 0;
      for (let from = 0; from < Math.max(1, count); from += PORTION) {
        const scope = count > PORTION ? { ...part, spans: part.spans.slice(from, from + PORTION) } : part;
        yield { resourceSpans: [{ ...resource, scopeSpans: [scope] }] };
      }
    }
  }
}
