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
    if (value.length === 1) this.#character(value);
    else if (this.mayQuote(value)) this.#find(value);
    if (this.#escapes && /["\\\n\r\t]/.test(value.slice(0, MAX_SHOWN))) {
      this.#find(JSON.stringify(value.slice(0, MAX_SHOWN)).slice(1, -1));
    }
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
    return Math.min(length, limit);
  }

  #character(value: string): void {
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

/** Two characters share a bucket with others, which costs a comparison. */
function bucketOf(text: string, index: number): number {
  return ((text.charCodeAt(index) << 5) ^ text.charCodeAt(index + 1)) & (BUCKETS - 1);
}
