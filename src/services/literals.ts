import type { Concealment } from './concealment';

const QUOTE = "'";
const DIGIT = /\d/;
const NUMERIC = /[\w.+-]/;
const WORD = /[\w$]/;

/**
 * Conceals the literals in the text of a PartiQL statement or of an expression: what stands in quotes, and numbers. Names
 * stay, those in double quotes among them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html
 */
export function concealLiterals(statement: string, into: Concealment): void {
  let at = 0;
  while (at < statement.length && !into.exhausted) {
    const character = statement.charAt(at);
    if (character === QUOTE) at = concealQuoted(statement, at + 1, into);
    else if (character === '"') at = afterName(statement, at + 1);
    else if (DIGIT.test(character)) at = concealNumber(statement, at, into);
    else at = WORD.test(character) ? afterWord(statement, at) : at + 1;
  }
}

/** A quote inside is written twice. @returns where the text goes on */
function concealQuoted(statement: string, start: number, into: Concealment): number {
  let end = start;
  for (;;) {
    const quote = statement.indexOf(QUOTE, end);
    if (quote === -1) {
      end = statement.length;
      break;
    }
    if (statement.charAt(quote + 1) !== QUOTE) {
      end = quote;
      break;
    }
    end = quote + 2;
  }
  const written = statement.slice(start, end);
  into.value(written);
  if (written.includes("''")) into.value(written.replaceAll("''", QUOTE));
  return end + 1;
}

function concealNumber(statement: string, start: number, into: Concealment): number {
  let end = start + 1;
  while (NUMERIC.test(statement.charAt(end))) end++;
  into.value(statement.slice(start, end));
  return end;
}

/** A name without an end is none: what follows the quote may be literals. */
function afterName(statement: string, start: number): number {
  const end = statement.indexOf('"', start);
  return end === -1 ? start : end + 1;
}

function afterWord(statement: string, start: number): number {
  let end = start + 1;
  while (WORD.test(statement.charAt(end))) end++;
  return end;
}
