import assert from 'node:assert/strict';
import { Concealment } from '../../src/services/concealment';
import { concealLeaves } from '../../src/services/leaves';
import { shown } from './shown';

/** What is shown of a message is no longer. */
const LONGEST = 1024;
/** What is compared at most. */
const MOST = 2_000_000;

const without = (value: string, message: string): string => shown(message, (into) => into.value(value));

describe('a value in the message of an error', () => {
  it('is concealed inside of a word, where it is no word by accident', () => {
    assert.equal(without('canary-1', 'near xcanary-1x'), 'near x**x');
    assert.equal(without('canary1', 'near xcanary1x, canary1'), 'near xcanary1x, **');
  });

  it('is concealed where the message ends with enough of its beginning', () => {
    const value = 'canary of a long value that nobody may see';
    assert.equal(without(value, `near ${value.slice(0, 16)}`), 'near **');
    assert.equal(without(value, `near ${value.slice(0, 15)}`), 'near canary of a lon');
  });

  it('is concealed where the message is cut in it', () => {
    const begin = 'x '.repeat(LONGEST / 2 - 3);
    assert.equal(without('canary-value', `${begin}canary-value and more`), `${begin}**`);
    assert.equal(without('canary-value', `${begin}canary-vault`), `${begin}**`);
  });

  it('does not show more of a message than is recorded', () => {
    const said = without('canary-value', `canary-value ${'x'.repeat(5000)}`);
    assert.equal(said, `** ${'x'.repeat(LONGEST - 'canary-value '.length)}`);
  });

  it('is concealed as it stands in JSON', () => {
    assert.equal(without('"\n"', String.raw`near \"\n\" in`), 'near ** in');
  });

  it('leaves a message as it is where it is not in it', () => {
    const message = 'x'.repeat(5000);
    assert.equal(without('canary', message), message);
    assert.equal(without('', message), message);
    const into = new Concealment('canary');
    assert.deepEqual(
      ['ca', 'ar', 'xy', 'ac'].map((beginning) => into.mayQuote(beginning)),
      [true, true, false, false],
    );
  });
});

describe('a phone number in the message of an error', () => {
  const withoutDigits = (number: string, message: string): string => shown(message, (into) => into.digits(number));
  const NUMBER = '+15550104711';

  it('is concealed with its sign, however it is grouped', () => {
    for (const spelled of [NUMBER, '15550104711', '+1 (555) 010-4711', '+1.555.010.4711']) {
      assert.equal(withoutDigits(NUMBER, `bad: ${spelled} of 4711`), 'bad: ** of 4711');
      assert.equal(withoutDigits(NUMBER, `bad: ${spelled}`), 'bad: **');
      assert.equal(withoutDigits(NUMBER, `${spelled} is bad`), '** is bad');
    }
  });

  it('is concealed wherever it begins in what is shown', () => {
    const begin = 'x '.repeat(450);
    assert.equal(withoutDigits(NUMBER, `${begin}${NUMBER}.`), `${begin}**.`);
    const before = 'x'.repeat(LONGEST - 2);
    assert.equal(withoutDigits(NUMBER, `${before}${NUMBER}.`), `${before}**`);
    const behind = `${before}x${NUMBER}.`;
    assert.equal(withoutDigits(NUMBER, behind), behind);
  });

  it('is none in part, of other digits, or of digits far from each other', () => {
    for (const message of ['bad: +1 555', 'bad: +1555', 'bad: +15550104712', 'bad: +1a5550104711']) {
      assert.equal(withoutDigits(NUMBER, message), message);
    }
    assert.equal(withoutDigits('15', `1${' '.repeat(LONGEST - 2)}5`), '**');
    const far = `1${' '.repeat(LONGEST - 1)}5`;
    assert.equal(withoutDigits('15', far), far);
  });

  it('conceals nothing where it has no digits', () => {
    assert.equal(withoutDigits('unknown', 'a + b, 1 + 2'), 'a + b, 1 + 2');
  });
});

describe('an error with too much to compare', () => {
  it('is none for a character that many values are: it is looked for once', () => {
    const message = 'a '.repeat(LONGEST / 2);
    const into = new Concealment(message);
    // Most of what is compared before nothing is shown.
    for (let count = 0; count < 3; count++) into.value(message);
    into.value(message.slice(0, 256));
    assert.equal(into.exhausted, false);
    for (let count = 0; count < 120; count++) into.value('a');
    assert.equal(into.exhausted, false);
  });

  it('is one by what values have in common with the message, each of them once', () => {
    for (const message of ['canary "of" a value', 'a\t"canary"']) {
      const into = new Concealment(message);
      into.spend(MOST - 1 - message.length);
      into.value(message);
      assert.equal(into.shown(), '**');
      assert.equal(into.exhausted, false);
      into.value('');
      assert.equal(into.exhausted, true);
    }
  });

  it('is one by the places of a character, too', () => {
    const into = new Concealment('a '.repeat(LONGEST / 2));
    into.spend(MOST - LONGEST / 2);
    into.value('a');
    assert.equal(into.exhausted, true);
  });

  it('shows nothing where nobody knows what is in it', () => {
    assert.equal(
      shown('near canary', (into) => into.exhaust()),
      '**',
    );
  });

  it('looks at objects in each other as deep as any service takes them, and shows nothing of deeper ones', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 'canary' : { in: nested(levels - 1) });
    const said = (levels: number) =>
      shown('near canary', (into) =>
        concealLeaves(nested(levels), into, { numbers: false, parts: false, minLength: 4 }),
      );
    assert.equal(said(64), 'near **');
    assert.equal(said(65), '**');
  });

  it('conceals bytes as they are printed', () => {
    const bytes = new Uint8Array([1, 2, 200]);
    for (const printed of ['[ 1, 2, 200 ]', '[1,2,200]']) {
      const said = shown(`near ${printed}`, (into) =>
        concealLeaves(bytes, into, { numbers: false, parts: false, minLength: 4 }),
      );
      assert.equal(said, `near ${printed.replace(/\d.*\d/, '**')}`);
    }
  });
});
