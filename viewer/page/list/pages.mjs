/** @typedef {import('../../src/model/source').MessageRow} MessageRow */
/** @typedef {import('../../src/model/source').MessageList} MessageList */

/** Rows that are asked for at once. */
const BLOCK = 100;
/** Blocks that are kept: more are asked for again. */
const KEPT = 60;

/**
 * The rows of a list that is longer than what is here. A row that is not here yet is asked for when it is looked at.
 *
 * @param {(offset: number, limit: number) => Promise<MessageList>} ask
 * @param {(list: MessageList) => void} arrived
 * @param {(error: unknown) => void} failed
 */
export function pagedRows(ask, arrived, failed) {
  /** @type {Map<number, readonly MessageRow[] | undefined>} */
  let blocks = new Map();
  /** Answers to questions of before are not for now. */
  let turn = 0;

  /** @param {number} block */
  async function load(block) {
    const asked = turn;
    blocks.set(block, undefined);
    try {
      const list = await ask(block * BLOCK, BLOCK);
      if (asked !== turn) return;
      blocks.set(block, list.rows);
      const oldest = blocks.keys().next().value;
      if (blocks.size > KEPT && oldest !== undefined) blocks.delete(oldest);
      arrived(list);
    } catch (error) {
      blocks.delete(block);
      if (asked === turn) failed(error);
    }
  }

  return {
    /** @param {number} index @returns {MessageRow | undefined} */
    at(index) {
      const block = Math.floor(index / BLOCK);
      if (!blocks.has(block)) void load(block);
      return blocks.get(block)?.[index % BLOCK];
    },
    /** Where a message is now, among those that are here. @param {string} id */
    indexOf(id) {
      for (const [block, rows] of blocks) {
        const at = rows?.findIndex((row) => row.id === id) ?? -1;
        if (at >= 0) return block * BLOCK + at;
      }
      return -1;
    },
    /**
     * Asks anew for the rows around some, and only then forgets the old ones: nothing flickers.
     *
     * @param {number} index
     */
    async renew(index) {
      const asked = (turn += 1);
      const first = Math.max(0, Math.floor(index / BLOCK) - 1) * BLOCK;
      const list = await ask(first, BLOCK * 3);
      if (asked !== turn) return undefined;
      blocks = new Map();
      for (let from = 0; from < list.rows.length || from === 0; from += BLOCK) {
        blocks.set((first + from) / BLOCK, list.rows.slice(from, from + BLOCK));
      }
      // A block that was cut short by the end of the answer is no whole one.
      const whole = first + list.rows.length >= list.total || list.rows.length % BLOCK === 0;
      if (!whole) blocks.delete((first + Math.floor(list.rows.length / BLOCK) * BLOCK) / BLOCK);
      return list;
    },
  };
}
