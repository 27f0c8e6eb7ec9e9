import {
  filters as standardFilters,
  Liquid,
  toValue,
  type Context,
  type Emitter,
  type Template,
} from 'liquidjs';
import { allowedFilters, allowedTags, renderLimits } from './domain/allowed-liquid.js';
import type { RenderInput } from './render-protocol.js';

/** `html` escapes what it prints; `text` is for single-line fields and the plain part. */
export type EngineKind = 'html' | 'text';

/** Out of reach for templates, which name properties by strings only. */
const settingsKey = Symbol('settings');
interface Settings {
  timeZone: string;
  locale: string;
}
interface FilterScope {
  context: Context;
}

/** Fresh engines; built once per worker. Only the worker loads this file: Liquid never runs where the service runs. */
export function createEngines(): Record<EngineKind, Liquid> {
  return { html: createEngine('html'), text: createEngine('text') };
}

/** Renders one parsed text. `strict` makes a missing variable throw `UndefinedVariableError`. */
export function renderLiquid(
  engine: Liquid,
  template: Template[],
  input: RenderInput,
  strict: boolean,
): string {
  const settings: Settings = { timeZone: input.timeZone, locale: input.locale };
  return String(
    engine.renderSync(template, input.context, {
      strictVariables: strict,
      ownPropertyOnly: true,
      globals: { [settingsKey]: settings },
      renderLimit: renderLimits.renderMs,
      memoryLimit: renderLimits.memoryUnits,
    }),
  );
}

function createEngine(kind: EngineKind): Liquid {
  const engine = new Liquid({
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    dynamicPartials: false,
    relativeReference: false,
    templates: {},
    parseLimit: renderLimits.sourceLength,
    memoryLimit: renderLimits.memoryUnits,
    renderLimit: renderLimits.renderMs,
    timezoneOffset: 0,
    locale: 'en-US',
    ...(kind === 'html' && { outputEscape: 'escape' }),
  });
  keepOnly(engine.tags, allowedTags);
  keepOnly(engine.filters, allowedFilters);
  engine.registerFilter('date', date);
  engine.registerFilter('money', money);
  chargeOutput(engine);
  return engine;
}

/**
 * liquidjs counts what filters allocate, but not what templates print. Text printed into `capture` lives on, and V8 ends the
 * whole process, not the thread, when one of its strings does not fit: so every character printed counts as memory too.
 */
function chargeOutput(engine: Liquid): void {
  const { renderer } = engine;
  const renderTemplates = renderer.renderTemplates.bind(renderer);
  renderer.renderTemplates = (templates, context, emitter) =>
    renderTemplates(templates, context, emitter ?? new ChargedEmitter(context));
}

class ChargedEmitter implements Emitter {
  buffer = '';

  constructor(private readonly context: Context) {}

  write(value: unknown): void {
    const text = textOf(value);
    this.context.memoryLimit.use(text.length);
    this.buffer += text;
  }
}

/** As liquidjs prints a value: nothing for nil, lists joined. */
function textOf(value: unknown): string {
  const plain: unknown = toValue(value);
  if (typeof plain === 'string') return plain;
  if (plain === null || plain === undefined) return '';
  if (Array.isArray(plain)) return plain.map(textOf).join('');
  return typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : '[object Object]';
}

function keepOnly(registered: Record<string, unknown>, allowed: readonly string[]): void {
  for (const name of Object.keys(registered)) if (!allowed.includes(name)) delete registered[name];
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function settingsOf(scope: FilterScope): Settings {
  return (scope.context.globals as Record<symbol, Settings>)[settingsKey] as Settings;
}

/**
 * `date: format, zone`; without zone the person's. A text without an offset is read as UTC, whatever the zone of the
 * machine. An unknown zone is an error.
 */
function date(this: FilterScope, value: unknown, format?: unknown, zone?: unknown): unknown {
  const instant = typeof value === 'string' && localDateTime.test(value) ? `${value}Z` : value;
  const builtIn = standardFilters.date as (this: FilterScope, ...all: unknown[]) => unknown;
  return builtIn.call(this, instant, format, zone ?? settingsOf(this).timeZone);
}
const localDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/**
 * `money: "EUR"`: an amount in the currency's main unit, as events carry it (`total: 99.5`), written as the message's locale
 * writes it. Nothing for nothing; an error for what is no number or no ISO 4217 code.
 */
function money(this: FilterScope, amount: unknown, currency: unknown): string {
  if (amount === null || amount === undefined || amount === '') return '';
  const number = typeof amount === 'string' ? Number(amount) : amount;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw new Error('money needs a number');
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw new Error('money needs a currency such as "EUR"');
  }
  return new Intl.NumberFormat(settingsOf(this).locale, { style: 'currency', currency }).format(number);
}
