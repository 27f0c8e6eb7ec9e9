import type { EmailContent } from '@rapport/contracts';
import type { Liquid, Template } from 'liquidjs';
import { liquidFields } from './compose-email.js';
import { htmlFindings } from './html-document.js';
import { renderLimits } from './domain/allowed-liquid.js';
import type { EngineKind } from './liquid-engines.js';
import { variablePaths } from './variable-paths.js';
import type { ContentFault, Inspection } from './render-protocol.js';

/** Parses every text of a content: what does not parse, and which variables the rest uses. */
export function inspectContent(engines: Record<EngineKind, Liquid>, content: EmailContent): Inspection {
  const html = content.body.html.slice(0, renderLimits.sourceLength);
  const inspection: Inspection = {
    faults: [],
    variables: [],
    ...htmlFindings(html),
    rawVariables: [...html.matchAll(printedRaw)].map((match) => match[1] as string),
  };
  for (const { field, engine, source } of liquidFields(content)) {
    if (source.length > renderLimits.sourceLength) {
      inspection.faults.push({ field, rule: 'too_large', message: 'must be at most 200,000 characters' });
      continue;
    }
    const template = parse(engines[engine], source);
    if (!Array.isArray(template)) inspection.faults.push({ field, ...template });
    else {
      const paths = variablePaths(engines[engine], template);
      inspection.variables.push(...paths.map((path) => ({ field, path })));
    }
  }
  return inspection;
}

/** `{{ profile.traits.bio | raw }}`: whatever the person wrote would be markup. */
const printedRaw = /\{\{-?\s*((?:profile|event|data|steps)\b[^\s|}]*)[^}]{0,500}?\|\s*raw\b/g;

function parse(engine: Liquid, source: string): Template[] | Omit<ContentFault, 'field'> {
  try {
    return engine.parse(source);
  } catch (error) {
    return faultOf(error);
  }
}

/** liquidjs tells its parse errors apart only by their text; its position is an object beside it. */
function faultOf(error: unknown): Omit<ContentFault, 'field'> {
  const { message, token } = error as Error & { token?: { getPosition?: () => [number, number] } };
  const line = token?.getPosition?.()[0];
  const place = line === undefined ? '' : `line ${line}: `;
  const sentence = message.replace(/, line:\d+.*$/s, '').slice(0, 200);
  const tag = /^tag "(.{1,60})" not found/.exec(message)?.[1];
  if (tag) return { rule: 'unknown_tag', message: `${place}there is no tag "${tag}"` };
  const filter = /^undefined filter: (.{1,60}?)(, line|$)/.exec(message)?.[1];
  if (filter) return { rule: 'unknown_filter', message: `${place}there is no filter "${filter}"` };
  return { rule: 'template_syntax', message: `${place}${sentence}` };
}
