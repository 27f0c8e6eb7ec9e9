import type { JsonFault, JsonFaultCode } from './json-fault.js';

export interface JsonLimits {
  /** Objects and arrays inside one another; the value itself counts as one. */
  depth: number;
  /** Keys of all objects together. */
  keys: number;
  keyLength: number;
  stringLength: number;
  arrayLength: number;
}

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The first thing in a parsed value that a later stage could not process: whatever passes can be stored as `jsonb` and
 * serialised again. Keys that could reach a prototype are refused wherever they stand (security.md T11).
 */
export function checkJson(value: unknown, limits: JsonLimits): JsonFault | undefined {
  return new JsonCheck(limits).check(value, 0);
}

class JsonCheck {
  private keys = 0;
  private readonly path: (string | number)[] = [];

  constructor(private readonly limits: JsonLimits) {}

  check(value: unknown, depth: number): JsonFault | undefined {
    if (typeof value === 'string') return this.checkText(value, this.limits.stringLength, 'string_too_long');
    if (typeof value !== 'object' || value === null) return undefined;
    if (depth >= this.limits.depth) return this.fault('too_deep');
    return Array.isArray(value) ? this.checkItems(value, depth) : this.checkMembers(value, depth);
  }

  private checkItems(items: readonly unknown[], depth: number): JsonFault | undefined {
    if (items.length > this.limits.arrayLength) return this.fault('too_many_keys');
    for (let index = 0; index < items.length; index++) {
      const item = items[index];
      if (typeof item !== 'string' && typeof item !== 'object') continue;
      this.path.push(index);
      const fault = this.check(item, depth + 1);
      if (fault) return fault;
      this.path.pop();
    }
    return undefined;
  }

  private checkMembers(object: object, depth: number): JsonFault | undefined {
    for (const [key, member] of Object.entries(object)) {
      this.path.push(key);
      if (++this.keys > this.limits.keys) return this.fault('too_many_keys');
      if (forbiddenKeys.has(key)) return this.fault('forbidden_key');
      const fault = this.checkText(key, this.limits.keyLength, 'bad_key') ?? this.check(member, depth + 1);
      if (fault) return fault;
      this.path.pop();
    }
    return undefined;
  }

  private checkText(text: string, maximum: number, tooLong: JsonFaultCode): JsonFault | undefined {
    if (text.length > maximum) return this.fault(tooLong);
    if (text.includes('\u0000')) return this.fault('nul_char');
    return text.isWellFormed() ? undefined : this.fault('bad_unicode');
  }

  private fault(code: JsonFaultCode): JsonFault {
    return { code, path: [...this.path] };
  }
}
