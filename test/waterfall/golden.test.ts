import { equal } from 'node:assert/strict';
import { renderTraces } from '../../src/waterfall/renderTraces';
import { BATCH_SPANS, ORDER_SPANS, POISON_SPANS } from './shop';

const ORDER = `
── POST /orders ────────────────────────────────────────────── trace 4b5e57f6 · 4 spans · 48.2 ms ──
POST /orders             server   ████████████████████████████████████████████████████████ 48.2 ms ✓
├─ validate order        internal  ██████▍                                                  5.2 ms ✓
│  └─ price lines        internal   ▐▎                                                      850 µs ✓
└─ SQS.SendMessage       producer         ▕███████████████████████████████████████████▏    37.4 ms ✓
      orders · message 3f2a91c0 · 2 attempts, waited 18 ms · span 03111b9d
      ⇢ continued in 7e0c05c8 · process orders (trace 87eba76e, 16.1 ms later)

── process orders ──────────────────────────────────────────── trace 87eba76e · 4 spans · 81.5 ms ──
process orders           consumer ████████████████████████████████████████████████████████ 81.5 ms ✓
│  message 3f2a91c0 · queued 24 ms · deleted · span 7e0c05c8
│  ⇠ linked to 03111b9d · SQS.SendMessage (trace 4b5e57f6)
├─ DynamoDB.PutItem      client   ▕█████▉                                                   8.8 ms ✓
├─ S3.PutObject          client          ███████████████████████████████████████████▏      62.5 ms ✓
└─ SQS.DeleteMessage     client                                                     █████▌  7.6 ms ✓
      orders
`;

const POISON = `
── SQS.SendMessage ───────────────────────────────────────────── trace 5743abdd · 1 span · 9.3 ms ──
SQS.SendMessage          producer ████████████████████████████████████████████████████████  9.3 ms ✓
   orders · message 9b1deb4d · span 760aa4a2
   ⇢ continued in 7d0e464e · process orders ✗ (trace a7937b64, 5.7 ms later)
   ⇢ continued in a3d6819a · process orders ✗ (trace 16367aac, 1.01 s later)
   ⇢ continued in a8e92a8c · process orders-dlq (trace 255d5846, 4.29 s later)

── process orders ──────────────────────────────────── trace a7937b64 · 1 span · 4.4 ms · 1 error ──
process orders           consumer ████████████████████████████████████████████████████████  4.4 ms ✗
   message 9b1deb4d · queued 12 ms · failed · span 7d0e464e
   ✗ ValidationError: quantity must be positive
   ⇠ linked to 760aa4a2 · SQS.SendMessage (trace 5743abdd)

── process orders ───────────────────────────────────── trace 16367aac · 1 span · 2.2 s · 1 error ──
process orders           consumer ████████████████████████████████████████████████████████   2.2 s ✗
   message 9b1deb4d · queued 1.02 s · received 2 times · expired · span a3d6819a
   ✗ ReceiptHandleIsInvalid: The receipt handle has expired
   ! TimeoutError: stock service did not answer
   • visibility timeout exceeded by 1.2 s
   ⇠ linked to 760aa4a2 · SQS.SendMessage (trace 5743abdd)

── process orders-dlq ────────────────────────────────────────── trace 255d5846 · 1 span · 420 µs ──
process orders-dlq       consumer ████████████████████████████████████████████████████████  420 µs ✓
   message 9b1deb4d · queued 1.06 s · dead letter of orders · deleted · span a8e92a8c
   ⇠ linked to 760aa4a2 · SQS.SendMessage (trace 5743abdd)
`;

const BATCH = `
── import orders ──────────────────────────────────── trace 4bb24efc · 5 spans · 31 ms · 2 errors ──
import orders            internal ████████████████████████████████████████████████████████   31 ms ✓
├─ create orders         producer  ▕██████████████████████████████████████████████████▍      28 ms ✓
│     message 1b9d6bcd · span 75b31592
│     ⇢ continued in 4f13d902 · SQS.ReceiveMessage (trace 707165e9)
│     ⇢ continued in faa31afd · process orders (trace 0646ca79, 5 ms later)
├─ create orders         producer   ██████████████████████████████████████████████████▍    27.8 ms ✓
│     message 6ec0bd7f · span bce669f3
│     ⇢ continued in 4f13d902 · SQS.ReceiveMessage (trace 707165e9)
│     ⇢ continued in b8f72e18 · process orders (trace 815750a4, 6 ms later)
├─ create orders         producer   ▐█████████████████████████████████████████████████▍    27.6 ms ✗
│     ✗ InvalidParameterValue: Message must be shorter than 1048576 bytes.
└─ SQS.SendMessageBatch  client     ▕█████████████████████████████████████████████████▊    27.6 ms ✗
      orders · 3 messages, 1 failed (InvalidParameterValue)
      ✗ InvalidParameterValue: 1/3 messages failed
      ⇠ linked to 3 spans · create orders (this trace)

── SQS.ReceiveMessage ─────────────────────────────────────────── trace 707165e9 · 1 span · 23 ms ──
SQS.ReceiveMessage       client   ████████████████████████████████████████████████████████   23 ms ✓
   orders · 2 messages · span 4f13d902
   ⇠ linked to 2 spans · create orders (trace 4bb24efc)

── process orders ──────────────────────────────────────────────── trace 0646ca79 · 1 span · 7 ms ──
process orders           consumer ████████████████████████████████████████████████████████    7 ms ✓
   message 1b9d6bcd · queued 5 ms · deleted · span faa31afd
   ⇠ linked to 75b31592 · create orders (trace 4bb24efc)

── process orders ─────────────────────────────────────────────── trace 815750a4 · 1 span · 15 ms ──
process orders           consumer ████████████████████████████████████████████████████████   15 ms ✓
   message 6ec0bd7f · queued 5 ms · unsettled · span b8f72e18
   ⇠ linked to bce669f3 · create orders (trace 4bb24efc)
`;

const NARROW = `
── POST /orders ─ trace 4b5e57f6 · 4 spans · 48…
POST /orders         █████████████████ 48.2 ms ✓
├─ validate order    ▐█▎                5.2 ms ✓
│  └─ price lines    ▕                  850 µs ✓
└─ SQS.SendMessage     ▐████████████▉  37.4 ms ✓
      orders · message 3f2a91c0… · span 03111b9d
      ⇢ continued in 7e0c05c8 · process orders …

── process orders ─ trace 87eba76e · 4 spans · …
process orders       █████████████████ 81.5 ms ✓
│  message 3f2a91c0 · queued 24… · span 7e0c05c8
│  ⇠ linked to 03111b9d · SQS.SendMessage (trac…
├─ DynamoDB.PutItem  ██▏                8.8 ms ✓
├─ S3.PutObject        █████████████▎  62.5 ms ✓
└─ SQS.DeleteMessage                █▉  7.6 ms ✓
      orders
`;

describe('waterfall of an order shop', () => {
  it('shows an order from the request to the delete', () => {
    equal(rendered(ORDER_SPANS), ORDER);
  });

  it('shows each attempt at a poison message up to the dead-letter queue', () => {
    equal(rendered(POISON_SPANS), POISON);
  });

  it('shows the entries of a batch, and where each of them went', () => {
    equal(rendered(BATCH_SPANS), BATCH);
  });

  it('gives up kinds, then bars on a narrow terminal', () => {
    equal(rendered(ORDER_SPANS, 48), NARROW);
  });

  it('does not depend on the order in which traces come', () => {
    const traces = [...BATCH_SPANS, ...POISON_SPANS, ...ORDER_SPANS];
    equal(rendered(traces), `${ORDER}${POISON}${BATCH}`);
  });
});

function rendered(spans: Parameters<typeof renderTraces>[0], width?: number): string {
  return `\n${renderTraces(spans, { color: false, width })}\n`;
}
