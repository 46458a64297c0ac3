type Small = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm';
type Letter = Small | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z';
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Character = Letter | Uppercase<Letter> | Digit;

/** The characters with which a word goes on after its beginning. */
type Next<Word extends string, Start extends string> = Word extends `${Start}${infer Following}${string}`
  ? Following
  : never;

/**
 * Every text of letters and digits but these words, and but their own beginnings: TypeScript has no negated types, and
 * with plain `string` a comparison with one of the words would rule nothing out. At each letter it leaves the words, or
 * follows them. It has some sixty members for each letter, and compilers compare each with each: few and short words only.
 * @see https://github.com/microsoft/TypeScript/issues/4196
 */
export type OtherText<Word extends string, Start extends string = ''> =
  | `${Start}${Exclude<Character, Next<Word, Start>>}${string}`
  | (Next<Word, Start> extends infer Following
      ? Following extends string
        ? OtherText<Extract<Word, `${Start}${Following}${string}`>, `${Start}${Following}`>
        : never
      : never);
