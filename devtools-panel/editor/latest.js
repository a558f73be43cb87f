// Asks one question at a time about a text that changes. JavaScript because the
// editor's extensions ask.
//
// @ts-check

/**
 * While an answer is on its way, only the newest question waits; answers to
 * questions that are out of date are dropped.
 *
 * @template Q, A
 */
export class Latest {
  #ask;
  #take;
  /** @type {{question: Q} | undefined} */
  #waiting;
  #running = false;
  #number = 0;
  #asked = false;

  /**
   * @param {(question: Q) => Promise<A | undefined>} ask
   * @param {(answer: A | undefined, question: Q) => void} take
   */
  constructor(ask, take) {
    this.#ask = ask;
    this.#take = take;
  }

  /** @param {Q} question */
  ask(question) {
    this.#number += 1;
    this.#waiting = { question };
    this.#asked = true;
    if (!this.#running) void this.#run();
  }

  /** Whether a question waits for its answer, and was not forgotten. */
  get isAsked() {
    return this.#asked;
  }

  /** Drops what waits and what is on its way. */
  forget() {
    this.#number += 1;
    this.#waiting = undefined;
    this.#asked = false;
  }

  async #run() {
    this.#running = true;
    while (this.#waiting) {
      const { question } = this.#waiting;
      const number = this.#number;
      this.#waiting = undefined;
      let answer;
      try {
        answer = await this.#ask(question);
      } catch (error) {
        console.error(error);
      }
      if (number !== this.#number) continue;
      this.#asked = false;
      this.#take(answer, question);
    }
    this.#running = false;
  }
}
