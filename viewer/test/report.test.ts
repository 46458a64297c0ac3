import { deepEqual, equal, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createModel, renderHtmlReport } from '../src';
import { otlp, SHORT, span } from './spans';

const DATA = /<script type="application\/json" id="data">([^]*?)<\/script>/;

describe('a page to keep', () => {
  it('has its telemetry inside, and needs no server', () => {
    const request = otlp(span(SHORT));
    const page = renderHtmlReport([request, { resourceMetrics: [] }], { title: 'A shop', labels: { abc: 'an order' } });
    deepEqual(JSON.parse(DATA.exec(page)?.[1] ?? ''), {
      live: false,
      title: 'A shop',
      labels: { abc: 'an order' },
      otlp: [request, { resourceMetrics: [] }],
    });
    ok(!/<[a-z]+ [^>]*(?:src|href)="(?!data:|#)/.test(page.replace(/<script[^]*/, '')));
    ok(!/content="[^"]*connect-src/.test(page));
  });

  it('takes one request as well as a list', () => {
    const data = JSON.parse(DATA.exec(renderHtmlReport(otlp()))?.[1] ?? '');
    deepEqual([data.title, data.otlp.length], ['Messages', 1]);
  });

  it('takes 64-bit numbers as JavaScript has them', async () => {
    const [time, count] = [1_795_255_200_000_000_000n, 2n ** 60n];
    const attributes = [{ key: 'app.count', value: { intValue: count } }];
    const request = otlp({ ...span(SHORT), startTimeUnixNano: time, endTimeUnixNano: time, attributes });
    const { otlp: kept } = JSON.parse(DATA.exec(renderHtmlReport(request))?.[1] ?? '');
    for (const one of [request, ...kept]) {
      const model = createModel();
      model.add(one);
      const [row] = (await model.source.messages({ text: String(count) }, { offset: 0, limit: 9 })).rows;
      equal(row?.sentAt, Number(time / 1_000_000n));
    }
  });

  it('runs the scripts and styles that its policy names, and no other', () => {
    const page = renderHtmlReport(otlp(span({ ...SHORT, name: '</script><script>alert(1)</script><!--' })));
    for (const tag of ['script type="module"', 'style']) {
      const content = new RegExp(`<${tag}>([^]*?)</${tag.split(' ')[0]}>`).exec(page)?.[1] ?? '';
      ok(page.includes(`'sha256-${createHash('sha256').update(content).digest('base64')}'`), tag);
    }
    equal(page.split('</script>').length, 3);
    ok(!page.includes('<!--'));
  });

  it('has a title that is text', () => {
    const page = renderHtmlReport(otlp(), { title: `<b>&"'\u202e{{title}}` });
    ok(page.includes('<title>&#60;b&#62;&#38;&#34;&#39; {{title}}</title>'));
  });
});
