import { Parser } from 'htmlparser2';
import { escapeHtml } from './liquid-engines.js';

const linkAttributes = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'background',
  'poster',
  'data',
  'xlink:href',
  'srcdoc',
]);
const allowedSchemes = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'cid']);
const inlineImage = /^data:image\/(png|gif|jpeg|webp)[;,]/;

/**
 * True for an address that may stand in a link: relative, or with a scheme that runs nothing. HTML escaping does not stop
 * `javascript:`; browsers ignore spaces and control characters inside a scheme, so we do.
 */
export function isSafeLink(address: string, tag: string): boolean {
  const bare = address.replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '').toLowerCase();
  const scheme = /^([a-z][a-z0-9+.-]*):/.exec(bare)?.[1];
  if (scheme === undefined) return true;
  return allowedSchemes.has(scheme) || (tag === 'img' && inlineImage.test(bare));
}

/** What an author should know of the HTML as written, Liquid not yet rendered. */
export function htmlFindings(html: string): { unsafeSchemes: string[]; imagesWithoutAlt: number } {
  const schemes = new Set<string>();
  let imagesWithoutAlt = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'img' && attributes.alt === undefined) imagesWithoutAlt += 1;
      for (const [attribute, value] of Object.entries(attributes)) {
        const unsafe = linkAttributes.has(attribute) && !isSafeLink(value, name);
        if (unsafe) schemes.add(/[a-z0-9+.-]+(?=:)/i.exec(value)?.[0].toLowerCase() ?? 'unknown');
      }
    },
  });
  parser.end(html);
  return { unsafeSchemes: [...schemes], imagesWithoutAlt };
}

/** Puts `#` in place of every link that is not safe; the rest of the document stays byte for byte. */
export function disarmLinks(html: string): string {
  const edits: { from: number; to: number; tag: string }[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (isHarmless(name, attributes)) return;
      edits.push({ from: parser.startIndex, to: parser.endIndex + 1, tag: rewritten(name, attributes) });
    },
  });
  parser.end(html);
  let result = '';
  let position = 0;
  for (const edit of edits) {
    result += html.slice(position, edit.from) + edit.tag;
    position = edit.to;
  }
  return result + html.slice(position);
}

function isHarmless(tag: string, attributes: Record<string, string>): boolean {
  for (const name in attributes) {
    if (linkAttributes.has(name) && !isSafeLink(attributes[name] ?? '', tag)) return false;
  }
  return true;
}

function rewritten(tag: string, attributes: Record<string, string>): string {
  const kept = Object.entries(attributes).map(([name, value]) => {
    const safe = !linkAttributes.has(name) || isSafeLink(value, tag);
    return ` ${name}="${safe ? escapeHtml(value) : '#'}"`;
  });
  return `<${tag}${kept.join('')}>`;
}

/** Keeps mail programs from filling the preview line with the beginning of the text. */
const preheaderFiller = '&#847;&zwnj;&nbsp;'.repeat(60);
const rightToLeft = /^(ar|dv|fa|he|ks|ku|ps|sd|ug|ur|yi)\b/i;

/** Makes a fragment a document, and puts the preheader first in its body, hidden. */
export function asDocument(html: string, locale: string, preheader: string | null): string {
  const hidden = preheader
    ? `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(preheader)}${preheaderFiller}</div>`
    : '';
  if (!/<html[\s>]/i.test(html)) {
    const direction = rightToLeft.test(locale) ? 'rtl' : 'ltr';
    const head = '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>';
    return `<!doctype html><html lang="${escapeHtml(locale)}" dir="${direction}">${head}<body>${hidden}${html}</body></html>`;
  }
  const body = /<body(?:\s[^>]*)?>/i.exec(html);
  if (!hidden || !body) return html;
  const at = body.index + body[0].length;
  return html.slice(0, at) + hidden + html.slice(at);
}
