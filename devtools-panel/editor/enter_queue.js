// Keeps presses of Enter in order while each waits for the runtime's word on
// whether the cell is complete. JavaScript because its positions are
// CodeMirror's and move with its changes.
//
// @ts-check

/**
 * Positions in the document when Enter was pressed, moved along with later
 * changes.
 *
 * @typedef {object} Mark
 * @property {number} end The end of the text that the press is about.
 * @property {number} cursor Where the cursor was.
 */

export class EnterQueue {
  /** @type {Set<Mark>} */
  #marks = new Set();
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /**
   * Calls `decide` once the presses before this one are decided.
   *
   * @param {Mark} mark
   * @param {(mark: Mark) => Promise<void>} decide
   */
  push(mark, decide) {
    this.#marks.add(mark);
    this.#last = this.#last
      .then(() => decide(mark))
      .catch((error) => console.error(error))
      .finally(() => this.#marks.delete(mark));
  }

  /**
   * Moves the marks along with a change. Text that is typed at a mark comes
   * after it; the new line of an earlier Enter comes before it, so that two
   * quick presses end a block.
   *
   * @param {{mapPos(position: number, side: number): number}} changes
   * @param {boolean} isDecision Whether an earlier Enter made the change.
   */
  map(changes, isDecision) {
    const side = isDecision ? 1 : -1;
    for (const mark of this.#marks) {
      mark.end = changes.mapPos(mark.end, side);
      mark.cursor = changes.mapPos(mark.cursor, side);
    }
  }
}
