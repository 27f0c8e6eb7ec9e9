import type { JsonObject, JsonValue } from '@rapport/contracts';
import type { Liquid, Template } from 'liquidjs';
import { composeEmail, missingVariableOf, type ParsedContent } from './compose-email.js';
import { renderLiquid, type EngineKind } from './liquid-engines.js';
import { variablePaths } from './variable-paths.js';
import type { PreviewResult, PreviewVariable, RenderInput } from './render-protocol.js';

const mostMissing = 50;

/** The rendering of a send, with every missing variable listed and printed as nothing. */
export function previewEmail(
  engines: Record<EngineKind, Liquid>,
  parsed: ParsedContent,
  input: RenderInput,
): PreviewResult {
  const missing = missingVariables(engines, parsed, input);
  const blank = { ...parsed, source: { ...parsed.source, missingVariable: 'blank' as const } };
  return {
    outcome: composeEmail(engines, blank, input),
    variables: variablesUsed(engines, parsed, input.context),
    missing,
  };
}

/** Renders strictly again and again, each time with the variable that stopped it filled in. */
function missingVariables(
  engines: Record<EngineKind, Liquid>,
  parsed: ParsedContent,
  input: RenderInput,
): string[] {
  const missing = new Set<string>();
  const context = JSON.parse(JSON.stringify(input.context)) as JsonObject;
  for (const { engine, template } of parsed.fields) {
    while (missing.size < mostMissing) {
      const name = firstMissing(engines[engine], template, { ...input, context });
      if (name === undefined || missing.has(name)) break;
      missing.add(name);
      fillIn(context, name.split('.'));
    }
  }
  const names = [...missing];
  return names.filter((name) => !names.some((other) => other.startsWith(`${name}.`)));
}

function firstMissing(engine: Liquid, template: Template[], input: RenderInput): string | undefined {
  try {
    renderLiquid(engine, template, input, true);
    return undefined;
  } catch (error) {
    return missingVariableOf(error);
  }
}

/** A root becomes an empty object, so that its members are found missing as well. */
function fillIn(context: JsonObject, path: string[]): void {
  const last = path.length - 1;
  let place: JsonValue | undefined = context;
  for (const name of path.slice(0, last)) {
    if (typeof place !== 'object' || place === null || Array.isArray(place)) return;
    place = place[name];
  }
  if (typeof place !== 'object' || place === null || Array.isArray(place)) return;
  place[path[last] as string] = last === 0 ? {} : '';
}

function variablesUsed(
  engines: Record<EngineKind, Liquid>,
  parsed: ParsedContent,
  context: JsonObject,
): PreviewVariable[] {
  const paths = new Map<string, string[]>();
  for (const { engine, template } of parsed.fields) {
    for (const path of variablePaths(engines[engine], template)) paths.set(path.join('.'), path);
  }
  return [...paths].map(([name, path]) => {
    const value = valueAt(context, path);
    return { name, value: value ?? null, found: value !== undefined };
  });
}

function valueAt(context: JsonObject, path: string[]): JsonValue | undefined {
  let value: JsonValue | undefined = context;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as JsonObject)[name];
  }
  return value;
}
