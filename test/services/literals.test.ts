import assert from 'node:assert/strict';
import { Concealment } from '../../src/services/concealment';
import { concealItemValues } from '../../src/services/dynamodbValues';
import { concealLiterals } from '../../src/services/literals';

function shown(statement: string, message: string): string {
  const into = new Concealment(message);
  concealLiterals(statement, into);
  return into.shown();
}

describe('literals of a statement in the message of an error', () => {
  it('are concealed, and names are not, whatever is in them', () => {
    const statement = `SELECT "a 4711 b" FROM "O'Neill 12" WHERE x = 'secret "text"' AND y = 12.5`;
    assert.equal(
      shown(statement, `a 4711 b, 4711, O'Neill 12, secret "text", 12.5`),
      `a 4711 b, 4711, O'Neill 12, **, **`,
    );
    assert.equal(shown('SELECT order4711 FROM $v2', 'code 4711, 2: order4711'), 'code 4711, 2: order4711');
  });

  it('are concealed with a quote inside, as written and as meant', () => {
    assert.equal(shown("x = 'O''Neill'", "O''Neill, O'Neill"), '**, **');
    assert.equal(shown("x = ''''", "near ' in"), 'near ** in');
  });

  it('are concealed to the end of a statement that lacks one', () => {
    assert.equal(shown("x = 'secret", 'near secret'), 'near **');
    assert.equal(shown('x = 4711', 'near 4711'), 'near **');
    assert.equal(shown('x', 'near x'), 'near x');
  });

  it('are concealed behind a comment, in which an apostrophe is none of a literal', () => {
    for (const comment of ["-- it's\n", "\n--it's\n", "/* it's */", "/* the shops' */", "/*/ it's */"]) {
      assert.equal(shown(`SELECT ${comment} x = 'secret'`, 'near secret'), 'near **', comment);
    }
  });

  it('are concealed with a sign in front, and nothing else', () => {
    assert.equal(shown('x =-4711', 'near =-4711'), 'near =**');
    assert.equal(shown('x =4711 - 1', 'near =4711'), 'near =**');
  });

  it('are concealed in their words as far as a service looks', () => {
    const long = `x = '${'a '.repeat(127)}secret`;
    assert.equal(shown(`${long}'`, 'near se'), 'near **');
    assert.equal(shown(`x = '${'a '.repeat(128)}secret'`, 'near secret'), 'near secret');
  });

  it('are concealed behind the quote of a name without an end', () => {
    assert.equal(
      shown(`SELECT * FROM "orders WHERE pin = 4711 AND id = 'secret'`, 'orders: 4711, secret'),
      'orders: **, **',
    );
    assert.equal(shown('x = "', 'near x'), 'near x');
  });
});

describe('values of a request in the message of an error', () => {
  function concealed(input: object, message: string): string {
    const into = new Concealment(message);
    concealItemValues(input, into);
    return into.shown();
  }

  it('are concealed as deep as requests go', () => {
    const nested = (levels: number): object =>
      levels === 0 ? { Item: { id: 'canary' } } : { in: nested(levels - 1), none: undefined, number: 7 };
    assert.equal(concealed(nested(16), 'near canary'), 'near **');
  });

  it('are no numbers in the name of a table', () => {
    const input = { TableName: 'orders-4711', Item: {} };
    assert.equal(concealed(input, 'no orders-4711, 4711'), 'no orders-4711, 4711');
  });

  it('are no numbers of a message that only says of numbers what nobody is shown', () => {
    const message = `12 orders ${'x '.repeat(1024)} BigInt`;
    assert.equal(concealed({}, message), message);
    assert.equal(concealed({}, 'BigInt: 12, 345'), 'BigInt: **, **');
  });
});
