import type { Channel, JourneyDraft, JourneyStep, MessageClass, Problem } from '@rapport/contracts';
import { dependenciesOf, segmentsOf } from '@rapport/conditions';
import { certainBefore, closingEdges, graphOf, type JourneyGraph } from './journey-graph.js';
import { conditionsOf } from './journey-relations.js';
import { definitionOf } from './steps/steps.js';

/** What the check must know of a template that a step names. */
export interface TemplateFacts {
  /** uuid */
  id: string;
  channel: Channel;
  messageClass: MessageClass;
  /** null = never published, or archived. */
  publishedVersion: number | null;
  /** Paths that the version to be sent reads, as `event.properties.plan`. */
  variables: readonly string[];
  /** False when the step pins a version that there is not. */
  hasPinnedVersion: boolean;
}

/** The facts of the template that this message step names; undefined when there is none. */
export type FindTemplate = (step: JourneyStep & { kind: 'message' }) => TemplateFacts | undefined;

/** What the draft still lacks before it can be published (api.md 10.5). */
export function checkJourney(
  draft: JourneyDraft,
  findTemplate: FindTemplate,
  /** Object types that its conditions name, and of which nobody ever sent one. */
  unseenTypes: ReadonlySet<string> = new Set(),
): Problem[] {
  const graph = graphOf(draft);
  return [
    ...checkOutline(draft, graph),
    ...checkGraph(draft, graph),
    ...draft.steps.flatMap((step) => checkReferences(draft, graph, step)),
    ...checkEntryReferences(draft),
    ...draft.steps.flatMap((step) =>
      step.kind === 'message' ? checkTemplate(draft, graph, step, findTemplate(step)) : [],
    ),
    ...checkTypes(draft, unseenTypes),
  ];
}

function error(code: string, field: string, message: string, step?: string): Problem {
  return { severity: 'error', code, field, ...(step !== undefined && { step }), message };
}

function checkOutline(draft: JourneyDraft, graph: JourneyGraph): Problem[] {
  const problems: Problem[] = [];
  if (!draft.trigger) problems.push(error('no_trigger', 'trigger', 'Say what starts this journey.'));
  if (draft.steps.length === 0) problems.push(error('no_steps', 'steps', 'Add at least one step.'));
  else if (draft.start === undefined || !graph.steps.has(draft.start)) {
    problems.push(error('unknown_start', 'start', 'Say which step comes first.'));
  }
  return problems;
}

function checkGraph(draft: JourneyDraft, graph: JourneyGraph): Problem[] {
  const problems: Problem[] = [];
  const at = (step: string, field: string): string => `steps[${graph.indexOf(step)}].${field}`;
  for (const { key } of draft.steps) {
    for (const { field, to } of graph.edges(key)) {
      if (to !== null && !graph.steps.has(to)) {
        problems.push(error('unknown_next', at(key, field), `There is no step ${to}.`, key));
      }
    }
    if (graph.reachable.size > 0 && !graph.reachable.has(key)) {
      problems.push(error('unreachable_step', at(key, 'key'), 'No way leads to this step.', key));
    }
  }
  for (const { step, edge } of closingEdges(graph)) {
    const message = `This leads back to ${edge.to ?? ''}: a run would go in a circle.`;
    problems.push(error('cycle_without_jump', at(step, edge.field), message, step));
  }
  return problems;
}

function checkEntryReferences(draft: JourneyDraft): Problem[] {
  if (draft.trigger?.kind !== 'trait_changed') return [];
  const { filter, reentry } = draft.entry ?? {};
  const message = 'A changed trait brings no event.';
  const problems: Problem[] = [];
  if (filter && dependenciesOf(filter).contextPaths.size > 0) {
    problems.push(error('ref_not_available', 'entry.filter', message));
  }
  if (reentry?.key !== undefined) problems.push(error('ref_not_available', 'entry.reentry.key', message));
  return problems;
}

/** Warnings: the first object of a type may come later. */
function checkTypes(draft: JourneyDraft, unseenTypes: ReadonlySet<string>): Problem[] {
  return conditionsOf(draft).flatMap(({ field, condition, step }) =>
    [...dependenciesOf(condition).objects.keys()]
      .filter((type) => unseenTypes.has(type))
      .map((type) => ({
        severity: 'warning',
        code: 'unseen_name',
        field,
        ...(step !== undefined && { step }),
        message: `No object of type ${type} was seen yet.`,
      })),
  );
}

function checkReferences(draft: JourneyDraft, graph: JourneyGraph, step: JourneyStep): Problem[] {
  const definition = definitionOf(step);
  const used = [
    ...definition.references(step),
    ...definition
      .conditions(step)
      .flatMap(({ field, condition }) =>
        [...dependenciesOf(condition).contextPaths].map((path) => ({ field, path })),
      ),
  ];
  return used.flatMap(({ field, path }) => {
    const fault = unavailable(
      draft,
      graph,
      step.key,
      segmentsOf(path).map(({ key }) => key),
    );
    const at = `steps[${graph.indexOf(step.key)}].${field}`;
    return fault === undefined ? [] : [error('ref_not_available', at, `${path}: ${fault}`, step.key)];
  });
}

const journeyNames = new Set(['id', 'key', 'name', 'version', 'runId', 'step']);
const eventNames = new Set(['name', 'type', 'messageId', 'timestamp', 'properties', 'context']);

/** Why a path into the run's context leads nowhere at this step; undefined when it can lead somewhere. */
function unavailable(
  draft: JourneyDraft,
  graph: JourneyGraph,
  step: string,
  [root, name = '', result = '']: readonly string[],
): string | undefined {
  if (root === 'event') {
    if (draft.trigger && draft.trigger.kind !== 'event') return 'a changed trait brings no event.';
    return eventNames.has(name)
      ? undefined
      : `an event has no ${name}; its properties are under event.properties.`;
  }
  if (root === 'journey') return journeyNames.has(name) ? undefined : `a journey has no ${name}.`;
  if (root !== 'steps') return 'only journeys that the API starts have data.';
  const other = graph.steps.get(name);
  if (!other) return `there is no step ${name}.`;
  if (draft.start === undefined || !graph.reachable.has(step)) return undefined;
  if (!certainBefore(graph, draft.start, step).has(name)) return `${name} may not have run before.`;
  const known = other.kind === 'branch' ? 'branch' : other.kind === 'message' ? 'msgId' : undefined;
  if (known === undefined) return `${name} leaves no result.`;
  return result === known || result === '' ? undefined : `${name} leaves ${known} only.`;
}

function checkTemplate(
  draft: JourneyDraft,
  graph: JourneyGraph,
  step: JourneyStep & { kind: 'message' },
  template: TemplateFacts | undefined,
): Problem[] {
  const at = (field: string): string => `steps[${graph.indexOf(step.key)}].${field}`;
  if (!template) {
    return [
      error('unknown_template', at('templateId'), `There is no template ${step.templateId}.`, step.key),
    ];
  }
  if (template.channel !== step.channel) {
    const message = 'The template is for another channel than the step.';
    return [error('channel_mismatch', at('channel'), message, step.key)];
  }
  if (template.publishedVersion === null) {
    const message = 'The template is not published.';
    return [error('template_not_published', at('templateId'), message, step.key)];
  }
  if (!template.hasPinnedVersion) {
    const message = 'The template has no such version.';
    return [error('template_not_published', at('templateVersion'), message, step.key)];
  }
  return template.variables.flatMap((path) => {
    const fault = missingVariable(draft, graph, step, path);
    return fault === undefined
      ? []
      : [
          error(
            'template_variable_unknown',
            at('templateId'),
            `The template uses ${path}: ${fault}`,
            step.key,
          ),
        ];
  });
}

/** A variable of the template that this step can never fill. What the person's profile holds is not known here. */
function missingVariable(
  draft: JourneyDraft,
  graph: JourneyGraph,
  step: JourneyStep & { kind: 'message' },
  path: string,
): string | undefined {
  const parts = path.split('.');
  const [root, name] = parts;
  if (root === 'data') {
    if (name === undefined || Object.hasOwn(step.data ?? {}, name)) return undefined;
    return `the step gives no data named ${name}.`;
  }
  if (root !== 'event' && root !== 'steps' && root !== 'journey') return undefined;
  return name === undefined ? undefined : unavailable(draft, graph, step.key, parts);
}
