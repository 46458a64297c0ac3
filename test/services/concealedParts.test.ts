import assert from 'node:assert/strict';
import { Concealment } from '../../src/services/concealment';
import { concealContent } from '../../src/services/content';
import { concealLeaves } from '../../src/services/leaves';
import { shown } from './shown';

const part = (message: string, content: string): string => shown(message, (into) => into.parts(content));

describe('what an error quotes of a content', () => {
  for (const [message, expected] of [
    [`near 'canary'`, `near '**'`],
    [`near "canary", 'canary' or \`canary\``, `near "**", '**' or \`**\``],
    // The same mark ends it.
    [`near 'canary" or "canary'`, `near '**'`],
    ['near canary', 'near canary'],
    [`near ' canary' or 'canary '`, `near ' canary' or 'canary '`],
    [`near 'the canary'`, `near '**'`],
    [`near 'ca' or 'c'`, `near '**' or 'c'`],
    [`near '??' or 'a?'`, `near '??' or '**'`],
    [`('true' or 'false' or 'null')`, `('true' or 'false' or 'null')`],
  ] as const) {
    it(`${message} is ${expected}`, () => {
      const content = `a? in the canary , canary" or "canary of 'ca' is true, false, null: ??`;
      assert.equal(part(message, content), expected);
    });
  }

  it('is no part of it where it is all of it, or more', () => {
    assert.equal(part(`near 'canary'`, 'canary'), `near 'canary'`);
    assert.equal(part(`near 'canary'`, 'canar'), `near 'canary'`);
    assert.equal(part(`near 'canary'`, 'canary.'), `near '**'`);
  });

  it('are as many quotes as an error has, and no more', () => {
    const quotes = (count: number, quoted: string): string => Array.from({ length: count }, () => quoted).join(', ');
    const message = quotes(17, `'canary'`);
    assert.equal(part(message, 'a canary'), `${quotes(16, `'**'`)}, 'canary'`);
  });

  it('is there to be asked for', () => {
    assert.equal(new Concealment(`near 'canary'`).quotes, true);
    assert.equal(new Concealment(`near 'true' or canary`).quotes, false);
    assert.equal(new Concealment(`${'x'.repeat(1024)} 'canary'`).quotes, false);
  });

  it('is shown where it says what the request is about', () => {
    const said = (identifier: string): string =>
      shown(`near 'orders', 'canary'`, (into) => {
        into.shows(identifier);
        into.shows('other');
        into.parts('orders of a canary');
      });
    assert.equal(said('arn:aws:sqs:eu-west-1:1:orders'), `near 'orders', '**'`);
    assert.equal(said('order'), `near '**', '**'`);
  });

  it('costs by the length of the content: of too much of it, nothing is shown', () => {
    const content = 'x'.repeat(1_600_000);
    const of = (times: number): string =>
      shown(`near 'canary'`, (into) => {
        for (let count = 0; count < times; count++) into.parts(content);
      });
    assert.equal(of(20), `near 'canary'`);
    assert.equal(of(21), '**');
    // Nothing more is looked at then.
    const into = new Concealment(`near 'canary', 'canary'`);
    into.exhaust();
    into.parts('a canary');
    assert.equal(into.shown(), '**');
  });

  it('costs nothing more for what cannot have it', () => {
    const canary = 'canary'.repeat(10);
    const into = new Concealment(`near '${canary}'`);
    for (let count = 0; count < 10; count++) into.parts(canary.slice(1));
    into.spend(2_000_000);
    assert.equal(into.exhausted, false);
    into.spend(1);
    assert.equal(into.exhausted, true);
  });

  it('is found in bytes as in texts, as far as bytes are read', () => {
    const bytes = (text: string): string =>
      shown(`near 'canary'`, (into) =>
        concealLeaves(Buffer.from(text), into, { numbers: false, parts: true, minLength: 4 }),
      );
    assert.equal(bytes('a canary.'), `near '**'`);
    assert.equal(bytes('ü canary.'), `near '**'`);
    assert.equal(bytes('another.'), `near 'canary'`);
  });

  it('is shown of names, also where a content has them', () => {
    const input = { QueueName: 'orders', MessageBody: 'orders: a canary' };
    assert.equal(
      shown(`'orders': bad 'canary'`, (into) => concealContent(input, into)),
      `'orders': bad '**'`,
    );
    const listed = { QueueName: ['orders'], MessageBody: 'orders: a canary' };
    assert.equal(
      shown(`'orders': bad`, (into) => concealContent(listed, into)),
      `'**': bad`,
    );
  });
});

describe('a value that is quoted without the blanks around it', () => {
  const without = (value: string, message: string): string => shown(message, (into) => into.value(value));

  it('is concealed, and a blank alone is none', () => {
    assert.equal(without(' 4711 ', 'no number: 4711.'), 'no number: **.');
    assert.equal(without('\t7 ', 'no number: 7, 17.'), 'no number: **, 17.');
    assert.equal(without('   ', 'no   number:   4711'), 'no   number:   4711');
    assert.equal(without(' x ', 'a number'), 'a number');
  });
});
