/** Characters of a message that are recorded at most, so that nothing behind them is of interest. */
const MAX_SHOWN = 1024;
/** A value of this length is concealed also where it is a part of a word: no word of a message is it by accident. */
const MIN_INSIDE_WORD = 8;
/** Of a value that is quoted in part, at least so much from its beginning. */
const MIN_BEGINNING = 16;
/** Comparisons of characters, and values; who has more gets no message at all. */
const MAX_WORK = 2_000_000;
const BUCKETS = 4096;
const CONCEALED = '**';
const WORD = /[\w-]/;
const BLANK = /\s/;

/**
 * The message of an error, and what nobody may see in it. It is asked for each value of a request whether the message
 * quotes it. Such a question costs nothing but a look at the value's first two characters, however long and however many
 * values are: they are never put together, into a pattern say.
 */
export class Concealment {
  /** The message as it came. */
  readonly message: string;
  readonly #length: number;
  /** By two characters, the last place at which they may stand; and for each place the one before it. */
  readonly #last = new Int16Array(BUCKETS).fill(-1);
  readonly #previous: Int16Array;
  readonly #concealed: Uint8Array;
  readonly #escapes: boolean;
  readonly #characters = new Set<string>();
  #quoted: readonly Quote[] | undefined;
  #work = 0;

  constructor(message: string) {
    this.message = message;
    this.#length = Math.min(message.length, MAX_SHOWN);
    this.#previous = new Int16Array(this.#length).fill(-1);
    this.#concealed = new Uint8Array(this.#length);
    this.#escapes = message.includes('\\');
    for (let index = 0; index < this.#length; index++) {
      const bucket = bucketOf(message, index);
      this.#previous[index] = this.#last[bucket] ?? -1;
      this.#last[bucket] = index;
    }
  }

  /** Whether there was so much to look for that nothing is shown at all. */
  get exhausted(): boolean {
    return this.#work > MAX_WORK;
  }

  /** Conceals a value wherever the message quotes it, or its beginning. */
  value(value: string): void {
    this.#work++;
    if (this.exhausted) return;
    this.#whole(value);
    // Services trim what they read as a number, say.
    if (BLANK.test(value.charAt(0)) || BLANK.test(value.charAt(value.length - 1))) this.#whole(value.trim());
    if (this.#escapes && /["\\\n\r\t]/.test(value.slice(0, MAX_SHOWN))) {
      this.#find(JSON.stringify(value.slice(0, MAX_SHOWN)).slice(1, -1));
    }
  }

  /** Counts what it costs to make a text that may be quoted. @param work in comparisons of characters */
  spend(work: number): void {
    this.#work += work;
  }

  /** Whether the message has anything in quotes. */
  get quotes(): boolean {
    return this.#quotesOf().length > 0;
  }

  /**
   * Conceals what the message has in quotes, if it is a part of a content. Services that parse a body quote the token that
   * they stumble over ("Unrecognized token 'secret'").
   */
  parts(content: string): void {
    for (const quote of this.#quotesOf()) {
      if (quote.text.length >= content.length || this.exhausted) continue;
      this.#work += content.length >> 4;
      if (content.includes(quote.text)) this.#conceal(quote.start, quote.start + quote.text.length);
    }
  }

  /** What says what the request is about may be quoted, also where a content has the same word. */
  shows(identifier: string): void {
    this.#quoted = this.#quotesOf().filter((quote) => !identifier.includes(quote.text));
  }

  /** Whether a text that begins so may be in the message; what is costly to make needs to be made only then. */
  mayQuote(beginning: string): boolean {
    return this.#last[bucketOf(beginning, 0)] !== -1;
  }

  /** Conceals a number, however its digits are grouped: that of a phone. */
  digits(number: string): void {
    const digits = number.replace(/\D/g, '');
    for (let start = 0; start < this.#length; start++) {
      let at = 0;
      let end = start;
      for (; at < digits.length && end - start < MAX_SHOWN; end++) {
        const character = this.message.charAt(end);
        if (character === digits[at]) at++;
        else if (at === 0 || !/[\s().-]/.test(character)) break;
      }
      if (at < digits.length || digits === '') continue;
      this.#conceal(this.message.charAt(start - 1) === '+' ? start - 1 : start, end);
    }
  }

  /** Conceals every number. */
  numbers(): void {
    for (const { index } of this.message.slice(0, MAX_SHOWN).matchAll(/\d/g)) this.#conceal(index, index + 1);
  }

  /** Shows nothing of the message: it is not known what is in it. */
  exhaust(): void {
    this.#work = MAX_WORK + 1;
  }

  /** What may be shown; the very message if it quotes nothing. */
  shown(): string {
    if (this.exhausted) return CONCEALED;
    if (!this.#concealed.includes(1)) return this.message;
    let shown = '';
    for (let index = 0; index < this.#length; index++) {
      if (this.#concealed[index] === 0) shown += this.message.charAt(index);
      else if (this.#concealed[index - 1] !== 1) shown += CONCEALED;
    }
    return shown;
  }

  #whole(value: string): void {
    if (value.length === 1) this.#character(value);
    else this.#find(value);
  }

  #quotesOf(): readonly Quote[] {
    return (this.#quoted ??= quotedIn(this.message.slice(0, this.#length)));
  }

  #find(value: string): void {
    for (
      let start = this.#last[bucketOf(value, 0)] ?? -1;
      start !== -1 && !this.exhausted;
      start = this.#previous[start] ?? -1
    ) {
      const end = start + this.#common(value, start);
      // Where the message is cut, what begins in front of the cut counts as quoted to its end.
      const whole = end - start === value.length || (end === this.#length && this.message.length > end);
      if (whole ? value.length >= MIN_INSIDE_WORD || this.#isWord(start, end) : end - start >= MIN_BEGINNING) {
        this.#conceal(start, end);
      }
    }
  }

  /** How much of a value stands at a place, as far as the message is shown. */
  #common(value: string, start: number): number {
    const limit = Math.min(value.length, this.#length - start);
    let length = 0;
    while (length < limit && value.charCodeAt(length) === this.message.charCodeAt(start + length)) length++;
    this.#work += length;
    return length;
  }

  #character(value: string): void {
    // Any number of values may be such a one, and each place is looked at once.
    if (this.#characters.has(value)) return;
    this.#characters.add(value);
    for (
      let at = this.message.indexOf(value);
      at !== -1 && at < this.#length;
      at = this.message.indexOf(value, at + 1)
    ) {
      this.#work++;
      if (this.#isWord(at, at + 1)) this.#conceal(at, at + 1);
    }
  }

  #isWord(start: number, end: number): boolean {
    return !WORD.test(this.message.charAt(start - 1)) && !WORD.test(this.message.charAt(end));
  }

  #conceal(start: number, end: number): void {
    this.#concealed.fill(1, Math.max(start, 0), end);
  }
}

interface Quote {
  readonly text: string;
  readonly start: number;
}

/** From one quotation mark to the next of the same kind. A single letter says nothing. */
const QUOTED = /'(?=([^'\n]{2,256})')|"(?=([^"\n]{2,256})")|`(?=([^`\n]{2,256})`)/g;
/** As JSON has them: parsers tell what they would have taken. */
const WORDS_OF_JSON: ReadonlySet<string> = new Set(['true', 'false', 'null']);
/** An error quotes a few things. */
const MAX_QUOTES = 16;

function quotedIn(message: string): Quote[] {
  const quotes: Quote[] = [];
  for (const match of message.matchAll(QUOTED)) {
    const quoted = match[1] ?? match[2] ?? match[3] ?? '';
    // What stands between two quotes, as ` or `, is none; nor is punctuation.
    if (WORDS_OF_JSON.has(quoted) || !WORD.test(quoted) || /^\s|\s$/.test(quoted)) continue;
    quotes.push({ text: quoted, start: match.index + 1 });
    if (quotes.length === MAX_QUOTES) break;
  }
  return quotes;
}

/** Two characters share a bucket with others, which costs a comparison. */
function bucketOf(text: string, index: number): number {
  return ((text.charCodeAt(index) << 5) ^ text.charCodeAt(index + 1)) & (BUCKETS - 1);
}
