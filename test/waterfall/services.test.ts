import { deepEqual, equal, match } from 'node:assert/strict';
import { linesOf, SHORT, span } from './spans';

describe('the services of a waterfall', () => {
  const order = [
    span({ id: 't/1', name: 'POST /orders', service: 'shop-web', start: 0, end: 9 }),
    span({ id: 't/2', parent: 't/1', name: 'POST /orders', service: 'orders-api', start: 1, end: 8 }),
    span({ id: 't/3', parent: 't/2', name: 'SQS.SendMessage', service: 'orders-api', start: 2, end: 7 }),
  ];

  it('are named once: in the header, and where the next one takes over', () => {
    const lines = linesOf(order);
    match(lines[0] ?? '', /^── POST \/orders ─+ shop-web · trace [0-9a-f]{8} · 3 spans · 9 ms ──$/);
    deepEqual(
      lines.filter((line) => / in /.test(line)),
      ['   │  in orders-api'],
    );
    equal(lines[0]?.length, 100);
  });

  it('are not named where nobody has given them a name', () => {
    for (const service of ['unknown_service:node', 'unknown_service', ' ', '']) {
      deepEqual(linesOf([span({ ...SHORT, service })]), linesOf([span(SHORT)]), service);
    }
  });

  it('give way where the name of the trace needs the room', () => {
    const service = 'a-service-with-quite-a-long-name-of-its-own';
    const [header = ''] = linesOf([span({ ...SHORT, name: 'POST /orders', service })], { width: 60 });
    match(header, /^── POST \/orders ─+ trace /);
    equal(header.length, 60);
  });

  it('that differ among the roots of one trace are named at each', () => {
    const lines = linesOf([
      span({ id: 't/1', parent: 't/gone', name: 'a', service: 'one', start: 0, end: 1 }),
      span({ id: 't/2', parent: 't/gone', name: 'b', service: 'two', start: 2, end: 3 }),
    ]);
    equal(lines.filter((line) => line.includes('in two')).length, 1);
    equal(lines.filter((line) => line.includes('in one')).length, 0);
  });
});

describe('the tree lines of a waterfall', () => {
  it('stand below each other on every line, however deep and narrow', () => {
    const deep = Array.from({ length: 30 }, (_, index) =>
      span({
        id: `t/${index}`,
        ...(index > 0 && { parent: `t/${index - 1}` }),
        name: `step ${index}`,
        start: index,
        end: 60 - index,
        attributes: { 'messaging.destination.name': 'orders' },
      }),
    );
    for (const width of [40, 60, 100, 200]) {
      const lines = linesOf(deep, { width });
      for (const [index, line] of lines.entries()) {
        const detail = lines[index + 1];
        if (!line.includes('└─ ') || detail === undefined) continue;
        const last = index === lines.length - 2;
        // The child's own stem starts where its name does.
        equal(detail.indexOf('orders') - 3, line.indexOf('└─ ') + 3, `${width}: ${line}\n${detail}`);
        equal(detail.charAt(line.indexOf('└─ ') + 3), last ? ' ' : '│', `${width}: ${line}\n${detail}`);
      }
    }
  });
});
