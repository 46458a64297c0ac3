import type { Concealment } from './concealment';

const QUOTE = "'";
const DIGIT = /\d/;
const NUMERIC = /[\w.+-]/;
const WORD = /[\w$]/;
/** Characters: what stands behind them is not next to a token. */
const MAX_WORDS = 256;
const SIGN = /[+-]/;
/** From what begins a comment to what ends it. An apostrophe in it is none of a literal. */
const COMMENTS: ReadonlyMap<string, string> = new Map([
  ['--', '\n'],
  ['/*', '*/'],
]);
const NO_COMMENTS: ReadonlyMap<string, string> = new Map();

/**
 * Conceals the literals in the text of a PartiQL statement or of an expression: what stands in quotes, and numbers. Names
 * stay, those in double quotes among them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.data-types.html
 */
export function concealLiterals(statement: string, into: Concealment): void {
  concealIn(statement, into, NO_COMMENTS);
  // What looks like a comment may be none, in an expression say: then it has literals, too.
  if (statement.includes('--') || statement.includes('/*')) concealIn(statement, into, COMMENTS);
}

function concealIn(statement: string, into: Concealment, comments: ReadonlyMap<string, string>): void {
  let at = 0;
  while (at < statement.length && !into.exhausted) {
    const character = statement.charAt(at);
    const comment = comments.get(statement.slice(at, at + 2));
    if (comment !== undefined) at = afterComment(statement, comment, at + 2);
    else if (character === QUOTE) at = concealQuoted(statement, at + 1, into);
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
  // DynamoDB quotes what is next to the token that it does not understand: of a text, its first word.
  for (const [word] of written.slice(0, MAX_WORDS).matchAll(/\w+/g)) into.value(word);
  return end + 1;
}

function concealNumber(statement: string, start: number, into: Concealment): number {
  let end = start + 1;
  while (NUMERIC.test(statement.charAt(end))) end++;
  into.value(statement.slice(start, end));
  if (SIGN.test(statement.charAt(start - 1))) into.value(statement.slice(start - 1, end));
  return end;
}

function afterComment(statement: string, end: string, start: number): number {
  const at = statement.indexOf(end, start);
  return at === -1 ? statement.length : at + end.length;
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
