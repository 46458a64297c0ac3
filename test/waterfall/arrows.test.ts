import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { SpanKind } from '@opentelemetry/api';
import type { FinishedSpan } from '../../src/waterfall/finishedSpan';
import { contextOf, linesOf, namesIn, SHORT, span, type SpanStory } from './spans';

describe('arrows', () => {
  it('put a producer before its consumers, though these started first, and survive rings of traces', () => {
    const traces = [
      span({ id: 'c/1', name: 'worker', start: 0, end: 1, links: ['p/1'] }),
      span({ id: 'other/1', name: 'unrelated', start: 1, end: 2 }),
      span({ id: 'p/1', name: 'shop', start: 2, end: 3 }),
      span({ id: 'r/1', name: 'ring one', start: 4, end: 5, links: ['s/1'] }),
      span({ id: 's/1', name: 'ring two', start: 5, end: 6, links: ['r/1'] }),
    ];
    deepEqual(namesIn(linesOf(traces).join('\n')), ['unrelated', 'shop', 'worker', 'ring one', 'ring two']);
  });

  it("keep a message's traces together", () => {
    const traces = [0, 1].flatMap((n) => [
      span({ id: `p${n}/1`, name: `send-${n}`, start: n, end: n + 0.5 }),
      span({ id: `c${n}/1`, name: `process-${n}`, start: 10 + n, end: 11 + n, links: [`p${n}/1`] }),
    ]);
    deepEqual(namesIn(linesOf(traces).join('\n')), ['send-0', 'process-0', 'send-1', 'process-1']);
  });

  it('name the one span of a trace that carries on: the consumer, not its receive or its delete', () => {
    const text = linesOf([
      span({ id: 'p/send', name: 'send orders', kind: SpanKind.PRODUCER, start: 0, end: 1 }),
      span({ id: 'c/receive', name: 'receive orders', kind: SpanKind.CLIENT, start: 2, end: 3, links: ['p/send'] }),
      span({ id: 'c/process', name: 'process orders', kind: SpanKind.CONSUMER, start: 4, end: 9, links: ['p/send'] }),
      span({ id: 'c/delete', parent: 'c/process', name: 'delete', start: 8, end: 9, links: ['p/send'] }),
    ]);
    const arrows = text
      .filter((line) => /[⇠⇢]/.test(line))
      .map((line) => line.replace(/^[│ ]+/, '').replaceAll(/\b[0-9a-f]{8}\b/g, '#'));
    deepEqual(arrows, [
      '⇢ continued in # · process orders (trace #, 3 ms later)',
      '⇠ linked to # · send orders (trace #)',
      '⇠ linked to # · send orders (trace #)',
    ]);
  });

  it('leave out what the tree shows already: a link to the parent', () => {
    const text = linesOf([
      span({ id: 't/send', name: 'SQS.SendMessage', start: 0, end: 1 }),
      span({
        id: 't/process',
        parent: 't/send',
        remoteParent: true,
        name: 'process',
        start: 2,
        end: 3,
        links: ['t/send'],
      }),
    ]);
    deepEqual(
      text.filter((line) => /[⇠⇢⇡]/.test(line)),
      [],
    );
  });

  it('show the message that a link is about', () => {
    const attributes = { 'messaging.message.id': '3f2a91c0-7d45-4b1e-9a52-0c8e6a1b2d3e' };
    const links = [{ context: contextOf('p/send'), attributes }];
    const arrow = (story: Partial<SpanStory>): string | undefined =>
      linesOf([span({ ...SHORT, links, ...story })]).find((line) => line.includes('⇠'));
    match(arrow({}) ?? '', / · message 3f2a91c0 \(trace/);
    doesNotMatch(arrow({ attributes }) ?? '', /message/);
  });

  it('are six at most', () => {
    const consumers = Array.from({ length: 9 }, (_, n) =>
      span({ id: `c${n}/1`, name: `process-${n}`, start: 2 + n, end: 3 + n, links: ['p/1'] }),
    );
    const text = linesOf([span({ id: 'p/1', name: 'send', start: 0, end: 1 }), ...consumers]);
    equal(text.filter((line) => line.includes('⇢ continued in')).length, 6);
    equal(text.filter((line) => line.trim() === '⇢ and 3 more').length, 1);
  });

  it('tell traces apart whose identifiers start with the same second', () => {
    const inSecond = (rest: string, name: string): FinishedSpan => {
      const context = { ...contextOf(name), traceId: `6b01d5a0${rest}`.padEnd(32, '0') };
      return { ...span({ ...SHORT, name }), spanContext: () => context };
    };
    const headers = linesOf([inSecond('1111aaaa', 'one'), inSecond('1111bbbb', 'two')]).filter((line) =>
      line.startsWith('──'),
    );
    deepEqual(
      headers.map((header) => /trace (\w+)/.exec(header)?.[1]),
      ['6b01d5a01111aaaa', '6b01d5a01111bbbb'],
    );
  });
});
