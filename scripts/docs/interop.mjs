import { readFileSync } from 'node:fs';
import { code, table } from './markdown.mjs';

/**
 * @typedef {object} Cell what became of a message between two applications
 * @property {string} producer
 * @property {string} consumer
 * @property {string} route
 * @property {string} propagation
 * @property {'link' | 'child' | false} connected
 * @property {readonly string[]} by
 * @property {readonly string[]} settings
 * @property {boolean} baggage
 * @property {readonly string[]} written
 * @property {string} [reason]
 */

/** The results of the suites against foreign counterparts. `npm run test:world` writes them. */
function results() {
  return JSON.parse(readFileSync(new URL('../../world/results.json', import.meta.url), 'utf8'));
}

/** @template T @param {readonly T[]} values */
function unique(values) {
  return [...new Set(values)];
}

/** What is said below the tables, in the order in which cells come to it: settings, then reasons. */
function notes() {
  /** @type {readonly Cell[]} */
  const cells = results().matrix;
  const settings = cells.map(({ settings: made }) => settingsText(made)).filter((text) => text !== '');
  return unique([...settings, ...cells.flatMap(({ reason }) => reason ?? [])]);
}

/** @param {readonly string[]} settings */
function settingsText(settings) {
  return settings.map((setting) => setting.replace(/^(.*?): (.*)$/, '$1: `$2`')).join('; ');
}

/** One table for each way to propagate: a row for each pair, a column for each route. */
export function interopTable(propagation) {
  /** @type {readonly Cell[]} */
  const cells = results().matrix.filter((cell) => cell.propagation === propagation);
  const all = notes();
  const routes = unique(cells.map(({ route }) => route));
  const pairs = unique(cells.map(({ producer, consumer }) => `${producer} → ${consumer}`));
  const of = (pair, route) =>
    cells.find((cell) => `${cell.producer} → ${cell.consumer}` === pair && cell.route === route);
  return table(
    ['Producer → consumer', ...routes],
    pairs.map((pair) => [pair, ...routes.map((route) => cellText(of(pair, route), all))]),
  );
}

/** @param {Cell} cell @param {readonly string[]} all */
function cellText({ connected, by, settings, baggage, propagation, reason }, all) {
  const note = (text) => `[${all.indexOf(text) + 1}]`;
  if (connected === false) return `- ${note(reason)}`;
  const lost = propagation.includes('baggage') && !baggage ? ', no baggage' : '';
  const made = settings.length > 0 ? ` ${note(settingsText(settings))}` : '';
  return `${connected}: ${by.map(code).join(' ')}${lost}${made}`;
}

export function interopNotes() {
  return notes()
    .map((note, index) => `- **[${index + 1}]** ${note}`)
    .join('\n');
}

/** Who writes what: the places that named a span of the producer, over all of its settings and consumers. */
export function interopWrites() {
  return byRoute('Producer', 'producer', ({ written }) => written);
}

/** Who reads what: a place counts only where it was the only one, so that nothing else can have connected the two. */
export function interopReads() {
  return byRoute('Consumer', 'consumer', ({ by }) => (by.length === 1 ? by : []));
}

/**
 * @param {string} title
 * @param {'producer' | 'consumer'} side
 * @param {(cell: Cell) => readonly string[]} placesOf
 */
function byRoute(title, side, placesOf) {
  /** @type {readonly Cell[]} */
  const cells = results().matrix;
  const routes = unique(cells.map(({ route }) => route));
  const names = unique(cells.map((cell) => cell[side]));
  const places = (name, route) =>
    unique(cells.filter((cell) => cell[side] === name && cell.route === route).flatMap(placesOf)).toSorted();
  return table(
    [title, ...routes],
    names.map((name) => [name, ...routes.map((route) => places(name, route).map(code).join(' ') || '-')]),
  );
}

export function interopBrokers() {
  return table(
    ['Broker', 'Producer → consumer', 'The consumer’s span', 'Headers'],
    results().brokers.map(({ broker, producer, consumer, connected, headers }) => [
      broker,
      `${producer} → ${consumer}`,
      connected,
      headers.map(code).join(' '),
    ]),
  );
}

export function emulatorsTable() {
  const rows = results().emulators;
  const names = Object.keys(rows[0]).filter((key) => key !== 'judges');
  return table(
    ['As AWS, it', ...names],
    rows.map((row) => [row.judges, ...names.map((name) => (row[name] ? 'yes' : 'no'))]),
  );
}
