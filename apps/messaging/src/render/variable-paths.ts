import type { Liquid, Template } from 'liquidjs';

/** Paths of the variables that come from outside the template; a computed segment ends the path. */
export function variablePaths(engine: Liquid, template: Template[]): string[][] {
  return engine.globalVariableSegmentsSync(template, { partials: false }).map((segments) => {
    const computed = segments.findIndex((segment) => Array.isArray(segment));
    return (computed < 0 ? segments : segments.slice(0, computed)).map(String);
  });
}
