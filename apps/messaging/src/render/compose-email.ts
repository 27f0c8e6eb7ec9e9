import type { EmailContent } from '@rapport/contracts';
import { UndefinedVariableError, type Liquid, type Template } from 'liquidjs';
import { renderLimits } from './domain/allowed-liquid.js';
import { isEmailAddress } from './domain/email-address.js';
import { singleLine } from './domain/single-line.js';
import { asDocument, disarmLinks } from './html-document.js';
import { renderLiquid, type EngineKind } from './liquid-engines.js';
import type { RenderFailure, RenderInput, RenderOutcome, RenderSource } from './render-protocol.js';
import { textOfHtml } from './text-of-html.js';
import { variablePaths } from './variable-paths.js';

export interface LiquidField {
  /** Within the content, e.g. `headers.X-Campaign`. */
  field: string;
  engine: EngineKind;
  source: string;
}

/** Every Liquid text of a content with the engine that renders it. */
export function liquidFields(content: EmailContent): LiquidField[] {
  const text = (field: string, source: string | undefined): LiquidField[] =>
    source === undefined ? [] : [{ field, engine: 'text', source }];
  return [
    ...text('subject', content.subject),
    ...text('preheader', content.preheader),
    ...text('from.name', content.from.name),
    ...text('from.address', content.from.address),
    ...text('replyTo', content.replyTo),
    ...Object.entries(content.headers ?? {}).flatMap(([name, value]) => text(`headers.${name}`, value)),
    { field: 'body.html', engine: 'html', source: content.body.html },
    ...text('text', content.text),
  ];
}

/** A content whose texts are parsed; made once per template version and worker. */
export interface ParsedContent {
  source: RenderSource;
  fields: { field: string; engine: EngineKind; template: Template[] }[];
}

export function parseContent(engines: Record<EngineKind, Liquid>, source: RenderSource): ParsedContent {
  const fields = liquidFields(source.content).map(({ field, engine, source: text }) => ({
    field,
    engine,
    template: engines[engine].parse(text),
  }));
  return { source, fields };
}

/** Renders one email; never throws. */
export function composeEmail(
  engines: Record<EngineKind, Liquid>,
  parsed: ParsedContent,
  input: RenderInput,
): RenderOutcome {
  const strict = parsed.source.missingVariable === 'fail';
  const values = new Map<string, string>();
  for (const { field, engine, template } of parsed.fields) {
    try {
      values.set(field, renderLiquid(engines[engine], template, input, strict));
    } catch (error) {
      return { ok: false, ...failureOf(error, field, () => variablePaths(engines[engine], template)) };
    }
  }
  return assemble(parsed.source.content, values, input.locale);
}

function assemble(content: EmailContent, values: Map<string, string>, locale: string): RenderOutcome {
  const line = (field: string): string => singleLine(values.get(field) ?? '');
  const address = (values.get('from.address') ?? '').trim();
  const replyTo = values.has('replyTo') ? (values.get('replyTo') ?? '').trim() : null;
  const body = values.get('body.html') ?? '';
  if (body.length > renderLimits.htmlLength) return failed('too_large', 'The HTML is over 500 kB.');
  if (!isEmailAddress(address)) return failed('invalid_address', 'from.address is no email address.');
  if (replyTo && !isEmailAddress(replyTo)) return failed('invalid_address', 'replyTo is no email address.');
  const subject = line('subject');
  if (subject === '') return failed('render', 'The subject is empty.');
  const html = disarmLinks(body);
  const preheader = values.has('preheader') ? line('preheader') || null : null;
  const headers = Object.keys(content.headers ?? {}).map((name) => [name, line(`headers.${name}`)] as const);
  return {
    ok: true,
    email: {
      subject,
      preheader,
      from: { name: line('from.name') || null, address },
      replyTo: replyTo || null,
      headers: Object.fromEntries(headers.filter(([, value]) => value !== '')),
      html: storable(asDocument(html, locale, preheader)),
      text: storable(values.get('text') ?? textOfHtml(html)),
    },
  };
}

/** Filters can decode a NUL, which PostgreSQL refuses in a text. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

function failed(reason: RenderFailure['reason'], detail: string): RenderOutcome {
  return { ok: false, reason, detail };
}

/** The name of the missing variable, or where and why the rendering stopped; never a value of the person. */
function failureOf(error: unknown, field: string, paths: () => string[][]): RenderFailure {
  const missing = missingVariableOf(error);
  if (missing !== undefined) {
    // liquidjs names the first part that is missing; the author looks for the whole.
    const whole = paths().find((path) => `${path.join('.')}.`.startsWith(`${missing}.`));
    return { reason: 'missing_variable', detail: `${whole?.join('.') ?? missing} (in ${field})` };
  }
  const line = (error as { token?: { getPosition?: () => [number, number] } }).token?.getPosition?.()[0];
  const where = line === undefined ? field : `${field}, line ${line}`;
  return { reason: 'render', detail: `${where}: ${reasonOf(error)}` };
}

export function missingVariableOf(error: unknown): string | undefined {
  if (!(error instanceof UndefinedVariableError)) return undefined;
  return (error.originalError as { variableName?: string } | undefined)?.variableName;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, line:\d+.*$/s, '').slice(0, 200);
}
