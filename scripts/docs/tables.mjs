import { readFileSync } from 'node:fs';
import { alertsOf, readable } from '../dashboards/alerts.mjs';
import { dashboardFiles } from '../dashboards/files.mjs';
import { queryExamples } from '../dashboards/examples.mjs';
import { ROOMS } from '../lint/rooms.mjs';
import { readResults } from '../matrix/results.mjs';
import { variableRows, variablesRead } from './environment.mjs';
import { constantGroups } from './fromSource.mjs';
import { emulatorsTable, interopBrokers, interopNotes, interopReads, interopTable, interopWrites } from './interop.mjs';
import { code, table } from './markdown.mjs';
import { migrationTables } from './migration.mjs';
import { operationsTables } from './operations.mjs';
import { firstOptionsTable, optionsTable } from './options.mjs';
import { runbookTables } from './runbooks.mjs';
import { verificationTables } from './verification.mjs';

/**
 * A module of the built package. The facts in the tables come from there: `await built('services/index.js')` is the
 * module build/src/services/index.js.
 *
 * @param {string} path relative to build/src
 * @returns {Promise<any>}
 */
function built(path) {
  return import(new URL(`../../build/src/${path}`, import.meta.url).href);
}

/** @param {'always' | 'register'} scope */
async function variables(scope) {
  const { resolveSettings } = await built('bootstrap/settings.js');
  const { isEnabled, resolveOptions } = await built('options/index.js');
  const { switchedOffBy } = await built('bootstrap/instrumentations.js');
  const read = variablesRead([
    resolveSettings,
    (env) => resolveOptions({}, env),
    (env) => isEnabled({}, env),
    switchedOffBy,
  ]);
  // An environment without settings, in production. Otherwise spans would be printed.
  const sources = { settings: resolveSettings({ NODE_ENV: 'production' }), options: await built('options/table.js') };
  return table(['Variable', 'Default', 'Meaning'], variableRows(read, sources, scope));
}

/**
 * The generated tables: `<!-- table: NAME -->` in a Markdown file holds what `tables.NAME()` returns.
 *
 * @type {Record<string, () => string | Promise<string>>}
 */
export const tables = {
  rooms: () =>
    table(
      ['Room', 'Holds'],
      ROOMS.map((room) => [room.members.map((member) => code(`src/${member}`)).join(', '), room.purpose]),
    ),

  services: async () => {
    const { SERVICES } = await built('services/index.js');
    return table(
      ['Service', 'Operations with attributes of their own', 'Carry the trace context'],
      SERVICES.map(({ id, operations }) => [
        code(id),
        Object.keys(operations).map(code).join(' '),
        Object.entries(operations)
          .filter(([, operation]) => operation.inject !== undefined || operation.ask !== undefined)
          .map(([name]) => code(name))
          .join(' ') || '-',
      ]),
    );
  },

  options: async () => optionsTable(await built('options/table.js')),
  'options-first': async () => firstOptionsTable(await built('options/table.js')),

  variables: () => variables('always'),
  'variables-of-register': () => variables('register'),

  // `npm run test:matrix -- --write` writes them.
  lines: () => {
    const rows = readResults().map(({ versions, passed, skipped }) => [
      versions.node,
      `${versions.openTelemetry} (${code('instrumentation')} ${versions.instrumentation})`,
      versions.awsSdk,
      versions.sqsConsumer,
      `${passed} passed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ]);
    const titles = ['Node.js', 'OpenTelemetry JS', '`@aws-sdk/client-sqs`', '`sqs-consumer`', '`npm test`'];
    return rows.length > 0 ? table(titles, rows) : 'No line is recorded yet.';
  },

  // The results of the compatibility matrix. `npm run test:compat` writes them.
  support: () => {
    /** @type {{ version: string, why: string, openTelemetry: Record<string, number[]> }[]} */
    const rows = JSON.parse(readFileSync(new URL('../../test/compat/results.json', import.meta.url), 'utf8'));
    const lines = [...new Set(rows.flatMap(({ openTelemetry }) => Object.keys(openTelemetry)))];
    const nodes = (list = []) => (list.length > 0 ? `Node.js ${list.join(', ')}` : '-');
    return table(
      ['`@aws-sdk/client-sqs`', '', ...lines.map((line) => `OpenTelemetry JS ${line}`)],
      rows.map(({ version, why, openTelemetry }) => [version, why, ...lines.map((line) => nodes(openTelemetry[line]))]),
    );
  },

  // What `npm run test:compat` has started a worker with.
  hosts: () => {
    /** @type {{ name: string, version?: string, command: string, detail?: string, nodes: number[], wayOut?: { code?: string[], command?: string } }[]} */
    const rows = JSON.parse(readFileSync(new URL('../../test/compat/hosts.json', import.meta.url), 'utf8'));
    return table(
      ['With', 'Started as', 'Node.js', 'Traced'],
      rows.map(({ name, version, command, detail, nodes, wayOut }) => [
        [name, version].filter(Boolean).join(' '),
        [code(command.replaceAll('opentelemetry-instrumentation-sqs/', '…/')), detail].filter(Boolean).join(', '),
        nodes.join(', ') || '-',
        wayOut === undefined
          ? 'yes'
          : `by ${[...(wayOut.code ?? []), ...flagsOf(command, wayOut.command)].map(code).join(', ')}`,
      ]),
    );
  },
  // The results of the suites against foreign counterparts. `npm run test:world` writes them.
  'interop-w3c': () => interopTable('W3C'),
  'interop-baggage': () => interopTable('W3C and baggage'),
  'interop-xray': () => interopTable('X-Ray'),
  'interop-b3': () => interopTable('B3 multi'),
  'interop-composite': () => interopTable('W3C, baggage, B3 and X-Ray'),
  'interop-notes': interopNotes,
  'interop-writes': interopWrites,
  'interop-reads': interopReads,
  'interop-brokers': interopBrokers,
  emulators: emulatorsTable,

  benchmark: async () => (await benchReport()).markdown(benchResults()),
  'benchmark-volume': async () => {
    const { volumeTable } = await import(new URL('../../build/bench/volume/report.js', import.meta.url).href);
    return volumeTable(JSON.parse(readFileSync(new URL('../../bench/volume.json', import.meta.url), 'utf8')));
  },
  'benchmark-summary': async () => (await benchReport()).summary(benchResults()),

  attributes: () =>
    table(
      ['Convention', 'Attributes'],
      [
        ...constantGroups('semconv/attributes.ts', 'ATTR_'),
        ...constantGroups('semconv/databaseAttributes.ts', 'ATTR_'),
        ...constantGroups('semconv/genAiAttributes.ts', 'ATTR_'),
        ...constantGroups('semconv/serviceAttributes.ts', 'ATTR_'),
      ].map(({ group, values }) => [
        // Without what ends a sentence behind it.
        group.replaceAll(
          /https:\S+?(?=[;,.]?(?:\s|$))/g,
          (url) => `[${url.replace(/^.*(?:semconv|docs)\//, '').replace(/\/$/, '')}](${url})`,
        ),
        values.map(code).join(' '),
      ]),
    ),

  // The forms of the contrib repository.
  'spans-emitted': async () => {
    const { spansEmitted } = await import('./semanticConventions.mjs');
    return spansEmitted((await built('services/index.js')).SERVICES);
  },

  'attributes-collected': async () => {
    const { attributesCollected } = await import('./semanticConventions.mjs');
    return attributesCollected({ ...(await built('semconv/attributes.js')) });
  },

  metrics: async () => {
    const { METRICS } = await built('semconv/metrics.js');
    return table(
      ['Metric', 'Type', 'Unit', 'Attributes', 'Tells'],
      Object.values(METRICS).map(({ name, type, unit, attributes, description }) => [
        code(name),
        type,
        code(unit),
        attributes.map(code).join(' '),
        description,
      ]),
    );
  },

  'metric-queries': async () => queryExamples(await metricSource()),

  alerts: async () =>
    table(
      ['Alert', 'Says', 'Do first'],
      alertsOf(await metricSource()).map(({ name, summary, runbook }) => [code(name), readable(summary), runbook]),
    ),

  // Recordings of the migration tests, and differences between example files.
  ...migrationTables,

  // Costs, figures of scale, and queries of the dashboard.
  ...operationsTables,
  ...verificationTables,
  ...runbookTables,
};

/** What is generated as a whole: content by path. */
export const files = () => dashboardFiles(metricSource);

async function metricSource() {
  const { METRICS } = await built('semconv/metrics.js');
  return { metrics: METRICS, names: { ...(await built('semconv/attributes.js')) } };
}

/**
 * @param {string} command
 * @param {string} [wayOut] the same, with what it lacks
 */
function flagsOf(command, wayOut = command) {
  return wayOut.split(' ').filter((word) => !command.split(' ').includes(word));
}

function benchReport() {
  return import(new URL('../../build/bench/report.js', import.meta.url).href);
}

function benchResults() {
  return JSON.parse(readFileSync(new URL('../../bench/results.json', import.meta.url), 'utf8'));
}
