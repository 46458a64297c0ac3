import { equal, ok } from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import { type RenderOptions, renderTraces } from '../../src/waterfall/renderTraces';
import { span } from './spans';

const SERVICE = { api: { service: 'orders-api' }, worker: { service: 'orders-worker' } };
const QUEUE = { 'messaging.destination.name': 'orders' };

/** A message of one service that another one fails to process, then processes and sends on to itself. */
const SPANS = [
  span({ id: 'web/root', name: 'POST /orders', ...SERVICE.api, kind: SpanKind.SERVER, start: 0, end: 40 }),
  span({
    id: 'web/send',
    parent: 'web/root',
    name: 'SQS.SendMessage',
    ...SERVICE.api,
    kind: SpanKind.PRODUCER,
    start: 10,
    end: 30,
    attributes: QUEUE,
  }),
  span({
    id: 'first/process',
    name: 'process orders',
    ...SERVICE.worker,
    kind: SpanKind.CONSUMER,
    start: 50,
    end: 60,
    error: 'out of stock',
    links: ['web/send'],
  }),
  span({
    id: 'second/process',
    name: 'process orders',
    ...SERVICE.worker,
    kind: SpanKind.CONSUMER,
    start: 1050,
    end: 1080,
    links: ['web/send'],
  }),
  span({
    id: 'second/send',
    parent: 'second/process',
    name: 'SQS.SendMessage',
    ...SERVICE.worker,
    kind: SpanKind.PRODUCER,
    start: 1060,
    end: 1070,
    attributes: { 'messaging.destination.name': 'mails' },
  }),
  span({
    id: 'mail/process',
    name: 'process mails',
    ...SERVICE.worker,
    kind: SpanKind.CONSUMER,
    start: 1090,
    end: 1100,
    links: ['second/send'],
  }),
];

const AT_80 = `
── POST /orders ─────────────── orders-api · trace 4b5e57f6 · 2 spans · 40 ms ──
POST /orders             server   ████████████████████████████████████   40 ms ✓
└─ SQS.SendMessage       producer          ██████████████████            20 ms ✓
      orders · span 03111b9d
      ⇢ continued in 7d0e464e · process orders in orders-worker ✗ (trace a7937b…
      ⇢ continued in a3d6819a · process orders in orders-worker (trace 16367aac…

── process orders ─ orders-worker · trace a7937b64 · 1 span · 10 ms · 1 error ──
process orders           consumer ████████████████████████████████████   10 ms ✗
   span 7d0e464e
   ✗ out of stock
   ⇠ linked to 03111b9d · SQS.SendMessage in orders-api (trace 4b5e57f6)

── process orders ────────── orders-worker · trace 16367aac · 2 spans · 30 ms ──
process orders           consumer ████████████████████████████████████   30 ms ✓
│  span a3d6819a
│  ⇠ linked to 03111b9d · SQS.SendMessage in orders-api (trace 4b5e57f6)
└─ SQS.SendMessage       producer             ████████████               10 ms ✓
      mails · span d9c72649
      ⇢ continued in 48322381 · process mails (trace 00d8d3f1, 20 ms later)

── process mails ──────────── orders-worker · trace 00d8d3f1 · 1 span · 10 ms ──
process mails            consumer ████████████████████████████████████   10 ms ✓
   span 48322381
   ⇠ linked to d9c72649 · SQS.SendMessage (trace 16367aac)
`;

const AT_40 = `
── POST /orders ─ trace 4b5e57f6 · 2 sp…
POST /orders     █████████████   40 ms ✓
└─ SQS.SendMess…    ██████▊      20 ms ✓
      orders · span 03111b9d
      ⇢ continued in 7d0e464e · process…
      ⇢ continued in a3d6819a · process…

── process orde… ─ trace a7937b64 · 1 s…
process orders   █████████████   10 ms ✗
   span 7d0e464e
   ✗ out of stock
   ⇠ linked to 03111b9d · SQS.SendMessa…

── process orde… ─ trace 16367aac · 2 s…
process orders   █████████████   30 ms ✓
│  span a3d6819a
│  ⇠ linked to 03111b9d · SQS.SendMessa…
└─ SQS.SendMess…     ▐███▋       10 ms ✓
      mails · span d9c72649
      ⇢ continued in 48322381 · process…

── process mails ─ trace 00d8d3f1 · 1 s…
process mails    █████████████   10 ms ✓
   span 48322381
   ⇠ linked to d9c72649 · SQS.SendMessa…
`;

const drawn = (options: RenderOptions): string => `\n${renderTraces(SPANS, { color: false, ...options })}\n`;

describe('a waterfall of two services', () => {
  it('says of an arrow in which other service it ends', () => {
    equal(drawn({ width: 80 }), AT_80);
  });

  it('keeps the names by which the other end is found on the narrowest terminal', () => {
    equal(drawn({ width: 40 }), AT_40);
  });

  it('has all of it on a wide terminal, and colours without another text', () => {
    const wide = drawn({ width: 200 });
    ok(!wide.includes('…'));
    const arrows = (text: string): string[] => text.split('\n').filter((line) => /[⇢⇠]/.test(line));
    for (const [index, line] of arrows(drawn({ width: 80 })).entries()) {
      ok(arrows(wide)[index]?.startsWith(line.replace(/…$/, '')), line);
    }
    // oxlint-disable-next-line eslint/no-control-regex -- escapes of colours
    equal(drawn({ width: 200, color: true }).replaceAll(/\u001b\[\d+m/g, ''), wide);
  });
});
