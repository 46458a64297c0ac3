import assert from 'node:assert/strict';
import { Concealment } from '../../src/services/concealment';
import { concealItemValues } from '../../src/services/dynamodbValues';

describe('the values that nobody may see in an error', () => {
  const concealed = (input: object, message: string): string => {
    const into = new Concealment(message);
    concealItemValues(input, into);
    return into.shown();
  };

  it('those of keys, items and expressions, at any depth', () => {
    const input = {
      RequestItems: { orders: [{ PutRequest: { Item: { id: { S: 'one' }, list: { L: [{ N: '12.5' }] } } } }] },
      TransactItems: [{ Update: { TableName: 'orders', Key: { id: { S: 'two' } }, UpdateExpression: 'SET a = :a' } }],
      ExpressionAttributeValues: { ':a': 'three', ':b': new Set(['four']), ':c': new Map([['k', 5n]]) },
      Statements: [{ Statement: "SELECT * FROM orders WHERE id = 'six'", Parameters: ['seven'] }],
    };
    assert.equal(
      concealed(input, 'one 12.5 two three four 5 six seven: orders, SET a = :a, id'),
      '** ** ** ** ** ** ** **: orders, SET a = :a, id',
    );
  });

  it('whole words only, and the longest first', () => {
    const input = { Key: { id: 'a', range: 'a b' } };
    assert.equal(concealed(input, 'a b: an a in a table'), '**: an ** in ** table');
  });

  it('whatever they look like', () => {
    const value = '.*+?^${}()|[]\\/-';
    assert.equal(concealed({ Item: { value } }, `bad value: ${value}`), 'bad value: **');
  });

  it('of an attribute with the name of a member, and of what is below it', () => {
    for (const Statement of [{ N: '4111-secret' }, { M: { Statement: { S: '4111-secret' } } }, '4111-secret']) {
      assert.equal(concealed({ Item: { Statement } }, 'bad value: 4111-secret'), 'bad value: **');
    }
  });

  it('numbers and quoted texts in statements and expressions, and no names', () => {
    const Statement = `UPDATE "orders" SET pin = 4711.5 WHERE id = -8 AND name = 'O''Neill' AND c2 = 'x`;
    assert.equal(
      concealed({ Statement }, "near 4711.5, 8, O'Neill, O''Neill, x: orders, pin, c2"),
      'near **, **, **, **, **: orders, pin, c2',
    );
    assert.equal(
      concealed({ FilterExpression: 'pin = 4711' }, 'token: "4711", near: "= 4711"'),
      'token: "**", near: "= **"',
    );
  });

  it('literals behind a comment, and in what only looks like one', () => {
    const statements = [
      `SELECT * FROM "orders" -- don't ask\nWHERE name = 'O''Neill'`,
      `SELECT * /* it's all */ FROM "orders" WHERE name = 'O''Neill'`,
      `total = 5--'O''Neill'`,
      `total = 5 /* 'O''Neill'`,
    ];
    for (const Statement of statements) assert.equal(concealed({ Statement }, "near O'Neill"), 'near **', Statement);
  });

  it('the first word of a literal, which DynamoDB quotes alone, and a number with its sign', () => {
    assert.equal(
      concealed({ FilterExpression: `code = '4711-secret code'` }, `token: "'", near: "= '4711"`),
      `token: "'", near: "= '**"`,
    );
    assert.equal(concealed({ Statement: 'UPDATE t SET a = -42.75e3' }, 'near -42.75e3 in t'), 'near ** in t');
  });

  it('any number of single characters, each looked for once', () => {
    const digits = Array.from({ length: 100_000 }, (_, index) => index % 10);
    assert.equal(concealed({ Item: { digits } }, `no: ${'1 2 x '.repeat(170)}`), `no: ${'** ** x '.repeat(170)}`);
  });

  it('without the blanks around them', () => {
    assert.equal(concealed({ Item: { a: { N: ' 47x ' }, b: { N: '7\n' } } }, 'no number: 47x, 7'), 'no number: **, **');
  });

  it('what is no plain value, as the SDK prints it', () => {
    class Card {
      constructor(readonly digits: string) {}
      toString(): string {
        return `Card ${this.digits}`;
      }
    }
    const converted = { [Symbol.toPrimitive]: (hint: string) => `canary as ${hint}` };
    const date = new Date(1_700_000_000_000);
    for (const [value, printed] of [
      [date, String(date)],
      [date, date.toISOString()],
      [new URL('https://shop.example/?token=canary'), 'https://shop.example/?token=canary'],
      [new Card('4711'), 'Card 4711'],
      [new Card('4711'), '4711'],
      [Object.assign(new Card('4711'), converted), 'canary as string'],
      [new Uint8Array([1, 2, 200]), '1,2,200'],
      [Buffer.from('canary'), 'canary'],
      [Buffer.from('canary'), 'Y2FuYXJ5'],
      [Object('canary'), 'canary'],
      [() => 'canary', "() => 'canary'"],
    ] as const) {
      for (const Item of [
        { value },
        { list: [value] },
        { map: new Map([['key', value]]) },
        { set: new Set([value]) },
      ]) {
        const message = `Unsupported type passed: ${printed}. Pass options`;
        assert.equal(concealed({ Item }, message), 'Unsupported type passed: **. Pass options');
      }
    }
  });

  it('numbers of a response that cannot be converted', () => {
    assert.equal(
      concealed({}, "12345678901234567890 can't be converted to BigInt."),
      "** can't be converted to BigInt.",
    );
  });

  it('nothing of other texts, and of numbers only where what is shown is about them', () => {
    assert.equal(concealed({ IndexName: "by 'name'" }, 'no index by name'), 'no index by name');
    const long = `11 items ${'x'.repeat(1024)} BigInt`;
    assert.equal(concealed({}, long), long);
  });

  it('as deep as a request may be', () => {
    const nested = (levels: number): object => (levels === 0 ? { Item: { id: 'canary' } } : { a: nested(levels - 1) });
    assert.equal(concealed(nested(16), 'a canary'), 'a **');
    assert.equal(concealed(nested(17), 'a canary'), 'a canary');
  });

  it('those that are quoted in part, or as JSON', () => {
    const value = `canary-${'x'.repeat(400_000)}`;
    assert.equal(concealed({ Item: { value } }, `bad: ${value.slice(0, 40)}... in orders`), 'bad: **... in orders');
    assert.match(concealed({ Item: { value } }, `bad: ${value}`), /^bad: \*\*$/);
    assert.equal(concealed({ Item: { value: 'a "b"\n' } }, String.raw`bad: {"S":"a \"b\"\n"}`), 'bad: {"S":"**"}');
  });

  it('nothing at all is shown where there is too much to compare', () => {
    const Item = Object.fromEntries(
      Array.from({ length: 5000 }, (_, index) => [`a${index}`, `${'a'.repeat(600)}${index}`]),
    );
    assert.equal(concealed({ Item }, 'a'.repeat(1000)), '**');
  });

  it('none at all leave an error as it is', () => {
    const message = 'a message';
    assert.equal(concealed({ TableName: 'message', Key: {} }, message), message);
    const circular: Record<string, unknown> = { Key: { id: '' } };
    circular['self'] = circular;
    circular['Item'] = circular;
    assert.equal(concealed(circular, message), message);
    const throwing = Object.defineProperty({ Key: 'x' }, 'Item', {
      enumerable: true,
      get: (): never => {
        throw new Error('no');
      },
    });
    assert.equal(concealed(throwing, message), message);
  });
});
