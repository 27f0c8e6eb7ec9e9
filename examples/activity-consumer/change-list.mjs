import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';

/**
 * The effect of this example: a file of people who changed, one JSON line each. A line bears the id of the activity that caused
 * it, so that effect and "done" are one write: after a crash the file itself says what need not be done again. With a database,
 * put the id into a table of its own, in the transaction of the effect.
 */
export class ChangeList {
  #file;
  #done = new Set();

  constructor(path) {
    // A crash may have left half a line: it was never done.
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
    for (const line of whole.split('\n').filter(Boolean)) this.#done.add(JSON.parse(line).id);
    this.#file = openSync(path, 'a');
  }

  has(id) {
    return this.#done.has(id);
  }

  /** Once this returns, the changes outlive the machine. */
  add(changes) {
    if (changes.length === 0) return;
    writeSync(this.#file, changes.map((change) => `${JSON.stringify(change)}\n`).join(''));
    fsyncSync(this.#file);
    for (const { id } of changes) this.#done.add(id);
  }

  close() {
    closeSync(this.#file);
  }
}
