import { sandboxLimits } from './sandbox-limits.js';

const { eventsPerSplit, resultLength, logLines, logLineLength } = sandboxLimits;

/**
 * The only code of ours inside the sandbox, run before the function's own. It takes away what would tell events or runs
 * apart (clocks, chance) or outlive one (jobs, weak references), gives `console`, and returns the three functions through
 * which the host speaks: text in, text out. They hold on to the built-ins as they are now, so a function that tampers with
 * `JSON` or `Array` harms its own event only. First letter of an answer: O one event, A events line by line, N none, B a
 * complaint about what was returned.
 */
export const realmPrelude = `(() => {
  'use strict';
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const PromiseOfRealm = Promise;
  const inherits = Function.prototype.call.bind(Object.prototype.isPrototypeOf);
  const find = Function.prototype.call.bind(String.prototype.indexOf);
  const cut = Function.prototype.call.bind(String.prototype.slice);
  for (const name of ['performance', 'queueMicrotask', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics']) {
    delete globalThis[name];
  }
  Math.random = () => {
    throw new TypeError('Math.random is not available in a transform');
  };

  let lines = '';
  let count = 0;
  let capturing = false;
  const shown = (value) => {
    if (typeof value === 'string') return value;
    try {
      return stringify(value) ?? typeof value;
    } catch {
      return typeof value;
    }
  };
  const log = (...values) => {
    if (!capturing || count >= ${logLines}) return;
    count += 1;
    let line = '';
    for (let at = 0; at < values.length; at += 1) line += (at === 0 ? '' : ' ') + cut(shown(values[at]), 0, ${logLineLength});
    lines += (lines === '' ? '' : ',') + stringify(cut(line, 0, ${logLineLength}));
  };
  globalThis.console = { log, info: log, warn: log, error: log, debug: log };

  let chosen;
  const isPromise = (value) => typeof value === 'object' && value !== null && inherits(PromiseOfRealm.prototype, value);
  const textOf = (event) => {
    if (typeof event !== 'object' || event === null || isArray(event) || isPromise(event)) return undefined;
    const text = stringify(event);
    return typeof text === 'string' && text[0] === '{' ? text : undefined;
  };
  const complaint = (value) => {
    if (value === undefined) return 'B' + 'returned nothing: return the event, or null to drop it';
    if (isPromise(value)) return 'B' + 'returned a promise: a transform cannot be async';
    return 'B' + 'returned what is neither an event, nor null, nor a list of events';
  };
  const answer = (result) => {
    if (result === null) return 'N';
    if (!isArray(result)) {
      const text = textOf(result);
      if (text === undefined) return complaint(result);
      return text.length > ${resultLength} ? 'B' + 'returned an event that is too large' : 'O' + text;
    }
    const { length } = result;
    if (length === 0) return 'N';
    if (!(length <= ${eventsPerSplit})) return 'B' + 'returned more than ${eventsPerSplit} events';
    let texts = 'A';
    for (let at = 0; at < length; at += 1) {
      const text = textOf(result[at]);
      if (text === undefined) return 'B' + 'returned a list that holds something else than events';
      if (text.length > ${resultLength}) return 'B' + 'returned an event that is too large';
      texts += (at === 0 ? '' : '\\n') + text;
    }
    return texts;
  };

  return {
    adopt: (value) => {
      chosen = typeof value === 'function' ? value : typeof transform === 'function' ? transform : undefined;
      return chosen ? '' : 'is not a function: end with (event) => { … } or declare function transform(event)';
    },
    run: (text, capture) => {
      capturing = capture;
      return answer(chosen(parse(text)));
    },
    logs: () => '[' + lines + ']',
    describe: (thrown) => {
      if (thrown === null) return '';
      if (typeof thrown !== 'object') return 'threw ' + shown(thrown);
      const name = thrown.name, message = thrown.message, stack = thrown.stack;
      let line = '';
      if (typeof stack === 'string') {
        const at = find(stack, 'transform.js:');
        if (at >= 0) line = cut(stack, at + 13, at + 20);
      }
      return line + '|' + (typeof name === 'string' ? name : 'Error') + ': ' + (typeof message === 'string' ? cut(message, 0, 400) : 'no message');
    },
  };
})()`;
