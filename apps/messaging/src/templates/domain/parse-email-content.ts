import type { EmailContent } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { isEmailAddress } from '../../render/domain/email-address.js';
import { isSingleLine } from '../../render/domain/single-line.js';
import { isAllowedHeader } from './allowed-headers.js';

type Fields = Record<string, unknown>;
const mostHeaders = 20;
const longestLine = 1000;

/** Collects every fault of one content; what is returned is only meaningful without faults. */
class ContentReader {
  constructor(
    private readonly faults: FieldFault[],
    private readonly prefix: string,
  ) {}

  fault(field: string, rule: string, message: string): undefined {
    this.faults.push({ field: this.path(field), rule, message });
    return undefined;
  }

  object(value: unknown, field: string, known: readonly string[]): Fields | undefined {
    if (value === undefined) return this.fault(field, 'required', 'is required');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.fault(field, 'type', 'must be an object');
    }
    for (const name of Object.keys(value)) {
      if (known.length > 0 && !known.includes(name)) {
        this.fault(field ? `${field}.${name}` : name, 'unknown_field', 'is not known here');
      }
    }
    return value as Fields;
  }

  text(value: unknown, field: string, needed: boolean): string | undefined {
    if (value === undefined || value === null) {
      return needed ? this.fault(field, 'required', 'is required') : undefined;
    }
    return typeof value === 'string' ? value : this.fault(field, 'type', 'must be a text');
  }

  /** A text for a header: literal line breaks are how headers are injected, so they are refused, not repaired. */
  line(value: unknown, field: string, needed: boolean): string | undefined {
    const text = this.text(value, field, needed);
    if (text === undefined) return undefined;
    if (!isSingleLine(text)) return this.fault(field, 'template_syntax', 'must be a single line');
    if (text.length > longestLine)
      return this.fault(field, 'too_large', `must be at most ${longestLine} characters`);
    return text;
  }

  address(value: unknown, field: string, needed: boolean): string | undefined {
    const text = this.text(value, field, needed);
    if (text === undefined || /\{\{|\{%/.test(text)) return text;
    return isEmailAddress(text)
      ? text
      : this.fault(field, 'invalid_address', 'must be one plain email address');
  }

  private path(field: string): string {
    return [this.prefix, field].filter(Boolean).join('.');
  }
}

/** One email content of the API (api.md 11.1), or its faults under `prefix`. Liquid inside is checked elsewhere. */
export function parseEmailContent(
  input: unknown,
  prefix: string,
  faults: FieldFault[],
): EmailContent | undefined {
  const reader = new ContentReader(faults, prefix);
  const before = faults.length;
  const fields = reader.object(input, '', [
    'subject',
    'preheader',
    'from',
    'replyTo',
    'headers',
    'body',
    'text',
  ]);
  if (!fields) return undefined;
  const from = reader.object(fields.from, 'from', ['name', 'address']);
  const subject = reader.line(fields.subject, 'subject', true);
  const preheader = reader.line(fields.preheader, 'preheader', false);
  const name = from && reader.line(from.name, 'from.name', false);
  const address = from && reader.address(from.address, 'from.address', true);
  const replyTo = reader.address(fields.replyTo, 'replyTo', false);
  const headers = parseHeaders(reader, fields.headers);
  const html = parseBody(reader, fields.body);
  const text = reader.text(fields.text, 'text', false);
  if (faults.length > before) return undefined;
  return {
    subject: subject ?? '',
    ...(preheader !== undefined && { preheader }),
    from: { ...(name !== undefined && { name }), address: address ?? '' },
    ...(replyTo !== undefined && { replyTo }),
    ...(headers && { headers }),
    body: { kind: 'html', html: html ?? '' },
    ...(text !== undefined && { text }),
  };
}

function parseHeaders(reader: ContentReader, input: unknown): Record<string, string> | undefined {
  if (input === undefined || input === null) return undefined;
  const fields = reader.object(input, 'headers', []);
  if (!fields) return undefined;
  const entries = Object.entries(fields);
  if (entries.length > mostHeaders)
    return reader.fault('headers', 'max_items', `must be at most ${mostHeaders}`);
  const headers: [string, string][] = [];
  for (const [name, value] of entries) {
    if (!isAllowedHeader(name)) {
      reader.fault(
        `headers.${name.slice(0, 100)}`,
        'header_not_allowed',
        'this header cannot be set by a template',
      );
    } else {
      const line = reader.line(value, `headers.${name}`, true);
      if (line !== undefined) headers.push([name, line]);
    }
  }
  return Object.fromEntries(headers);
}

function parseBody(reader: ContentReader, input: unknown): string | undefined {
  const body = reader.object(input, 'body', ['kind', 'html']);
  if (!body) return undefined;
  if (body.kind !== 'html') {
    return reader.fault('body.kind', body.kind === undefined ? 'required' : 'enum', 'must be html');
  }
  return reader.text(body.html, 'body.html', true);
}
